namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>From the times of one column to the unit of another; keeps the order.</summary>
/// <param name="FromUnit">The unit of the column.</param>
/// <param name="FromDigits">Decimal digits of that unit that its numbers were multiplied to keep.</param>
/// <param name="ToUnit">The unit that is wanted; what is finer is cut off.</param>
internal readonly record struct TimeConversion(int FromUnit, int FromDigits, int ToUnit)
{
    public bool ChangesNothing => FromUnit == ToUnit && FromDigits == 0;

    public long Of(long time)
    {
        if (ChangesNothing || time == TimeConvert.Missing)
            return time;
        int from = FromUnit + FromDigits;
        if (FromUnit == TimeUnits.Ticks)
        {
            time = ExactTime.Scale(time, FromDigits, 0) - TimeUnits.TicksOf1970;
            from = TimeUnits.Ticks;
        }
        long scaled = ExactTime.Scale(time, from, ToUnit);
        return ToUnit == TimeUnits.Ticks ? Math.Min(ExactTime.Largest, scaled + TimeUnits.TicksOf1970) : scaled;
    }

    public void Apply(Span<long> times)
    {
        if (ChangesNothing)
            return;
        foreach (ref long time in times)
            time = Of(time);
    }
}
