namespace Microsoft.ML.Dpcpl;

/// <summary>How the boundary between pre-training and tuning events is drawn.</summary>
public enum TimeSplit
{
    /// <summary>One moment for all users: the quantile of all event times.</summary>
    Global,

    /// <summary>The first share of each user's events.</summary>
    PerUser,
}
