namespace Microsoft.ML.Dpcpl;

/// <summary>The unit of a numeric time column. It does not matter for the order of events, only for figures counted in days.</summary>
public enum TimestampUnit
{
    /// <summary>
    /// Recognized by the size that most times of the whole column have, zeros aside: seconds below 10 digits inclusive (small numbers that
    /// count steps are taken for seconds, too), milliseconds with 12 or 13, microseconds with 15 or 16, nanoseconds with 18 or 19, and
    /// ticks where they lie between the years 1965 and 2100. Any other size, and dates written as numbers (20231115), are refused: give the unit.
    /// </summary>
    Auto,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Nanoseconds.</summary>
    Nanoseconds,

    /// <summary>100 nanoseconds since the beginning of the year 1, as <see cref="DateTime.Ticks"/> counts.</summary>
    Ticks,
}
