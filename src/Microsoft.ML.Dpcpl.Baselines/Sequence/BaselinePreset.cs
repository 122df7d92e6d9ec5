namespace Microsoft.ML.Dpcpl;

/// <summary>Ready-made settings of the neural systems to compare with.</summary>
public enum BaselinePreset
{
    /// <summary>The strongest setting known: what a user gets who sets nothing.</summary>
    Best,

    /// <summary>The objective and the sizes of the system's own paper, learned from all events without a tuning stage.</summary>
    Paper,
}
