namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>What a number can be as a time, by its size.</summary>
internal enum TimeSize
{
    /// <summary>-1, 0 or 1: says nothing.</summary>
    None,

    /// <summary>Below 100 million: counts steps, or seconds of some clock.</summary>
    Steps,

    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
    Ticks,

    /// <summary>A date written as a number, such as 20231115.</summary>
    Calendar,

    /// <summary>None of these.</summary>
    Odd,
}

internal static class TimeSizes
{
    public const int Count = (int)TimeSize.Odd + 1;

    /// <summary>Where seconds of a date begin and end: 1973 and 2286.</summary>
    public const long FirstSecond = 100_000_000, EndSecond = 10_000_000_000;

    private static readonly long s_firstTick = new DateTime(1965, 1, 1).Ticks, s_endTick = new DateTime(2100, 1, 1).Ticks;

    public static TimeSize Of(long time)
    {
        ulong size = (ulong)Math.Abs(Math.Max(time, -long.MaxValue));
        return size switch
        {
            <= 1 => TimeSize.None,
            < FirstSecond => size is >= 1900_01_01 and <= 2100_12_31 && IsDate((int)size) ? TimeSize.Calendar : TimeSize.Steps,
            < EndSecond => TimeSize.Seconds,
            < 100_000_000_000 => TimeSize.Odd,
            < 10_000_000_000_000 => TimeSize.Milliseconds,
            < 100_000_000_000_000 => TimeSize.Odd,
            < 10_000_000_000_000_000 => TimeSize.Microseconds,
            // Windows counts its file times from 1601: they lie here, where nanoseconds would be those of the seventies.
            < 300_000_000_000_000_000 => TimeSize.Odd,
            _ when time >= s_firstTick && time < s_endTick => TimeSize.Ticks,
            _ => TimeSize.Nanoseconds,
        };
    }

    /// <summary>The unit of a size; null for what is refused.</summary>
    public static int? Unit(this TimeSize size) => size switch
    {
        TimeSize.None or TimeSize.Steps or TimeSize.Seconds => TimeUnits.Seconds,
        TimeSize.Milliseconds => TimeUnits.Milliseconds,
        TimeSize.Microseconds => TimeUnits.Microseconds,
        TimeSize.Nanoseconds => TimeUnits.Nanoseconds,
        TimeSize.Ticks => TimeUnits.Ticks,
        _ => null,
    };

    /// <summary>The size of the dates of a unit.</summary>
    public static TimeSize OfUnit(int unit) => unit switch
    {
        TimeUnits.Milliseconds => TimeSize.Milliseconds,
        TimeUnits.Microseconds => TimeSize.Microseconds,
        TimeUnits.Nanoseconds => TimeSize.Nanoseconds,
        TimeUnits.Ticks => TimeSize.Ticks,
        _ => TimeSize.Seconds,
    };

    /// <summary>True for the sizes that times since 1970, or since the year 1, have in some unit.</summary>
    public static bool IsDated(this TimeSize size) => size is >= TimeSize.Seconds and <= TimeSize.Ticks;

    private static bool IsDate(int number)
    {
        int month = number / 100 % 100, day = number % 100;
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(number / 10_000, month);
    }
}
