namespace Microsoft.ML.Dpcpl;

/// <summary>The unit of a numeric time column. It does not matter for the order of events, only for figures counted in days.</summary>
public enum TimestampUnit
{
    /// <summary>Milliseconds when a time is 100 billion or more, else seconds.</summary>
    Auto,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,
}
