using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What a fitted transform knows of times: the unit it puts out, and what plain numbers meant when it was fitted.</summary>
/// <param name="Unit">The unit of the sequences, always.</param>
/// <param name="NumberUnit">The unit that numbers were in. It is coarser than <paramref name="Unit"/> when they had fractions.</param>
/// <param name="NumberSize">The size that most numbers had; <see cref="TimeSize.None"/> in older files.</param>
/// <param name="Given">An option said the unit.</param>
internal sealed record TimeRules(int Unit, int NumberUnit, TimeSize NumberSize, bool Given)
{
    /// <summary>The rules of files that hold nothing but the length of the unit.</summary>
    public static TimeRules OfLength(double length)
    {
        int unit = TimeUnits.OfLength(length) ?? TimeUnits.Seconds;
        return new(unit, unit, TimeSize.None, false);
    }

    /// <summary>Finds the unit of a time column.</summary>
    /// <param name="column">What the column says of itself.</param>
    /// <param name="name">Its name.</param>
    /// <param name="given">The unit of numbers; null: to be recognized.</param>
    /// <param name="isFloat">True: the numbers have fractions that only <paramref name="scan"/> knows of.</param>
    /// <param name="scan">Looks at all times.</param>
    /// <exception cref="InvalidDataException">The unit cannot be recognized.</exception>
    public static TimeRules Fit(TimeColumn column, string name, int? given, bool isFloat, Func<TimeScan> scan)
    {
        if (column.Unit is { } known)
            return new(known, known, TimeSizes.OfUnit(known), !column.IsDates);
        TimeScan times = scan();
        int unit = given ?? times.Recognize(name);
        return new(TimeUnits.Finer(unit, isFloat ? times.DigitsKept(unit) : column.Digits), unit, times.Size, given is not null);
    }

    /// <summary>The unit that numbers of such a size are in.</summary>
    public int UnitOf(TimeSize size)
    {
        // Against what their size says, the numbers were given a unit: then only who gave it knows.
        bool bySize = NumberSize is TimeSize.None || NumberSize == TimeSizes.OfUnit(NumberUnit) || (!Given && NumberSize == TimeSize.Steps);
        return bySize && size.IsDated() ? size.Unit()!.Value : NumberUnit;
    }

    /// <summary>How the times of a column come to the unit of the sequences.</summary>
    /// <param name="column">What the column says of itself.</param>
    /// <param name="numbers">All its times; asked for only when it does not say its unit.</param>
    /// <param name="digits">Decimal digits that its numbers were multiplied to keep.</param>
    public TimeReading Read(TimeColumn column, TimeScan numbers, int digits)
    {
        if (column.Unit is { } known)
        {
            string? remark = column.IsDates || known == Unit ? null
                : $"The times are given in {TimeUnits.Name(known)} and converted to the unit of the model, {TimeUnits.Name(Unit)}.";
            return new(new(known, 0, Unit), $"{TimeUnits.Name(known)} ({(column.IsDates ? "dates" : "given")})", remark ?? Mismatch(TimeSizes.OfUnit(known)));
        }
        TimeSize size = numbers.Size;
        int unit = UnitOf(size);
        string told = Given && unit == NumberUnit ? "given" : size is TimeSize.Steps or TimeSize.None ? "recognized: small numbers" : "recognized";
        string? different = unit == NumberUnit ? Mismatch(size)
            : $"The times look like {TimeUnits.Name(unit)}, but the model was fitted on {TimeUnits.Name(NumberUnit)}: they are converted.";
        return new(new(unit, digits, Unit), $"{TimeUnits.Name(unit)} ({told})", different);
    }

    /// <summary>What to say when numbers are of another size than those that the model was fitted on, although the unit is one.</summary>
    private string? Mismatch(TimeSize size)
    {
        if (size == NumberSize || size == TimeSize.None || NumberSize == TimeSize.None)
            return null;
        if (NumberSize.IsDated() && !size.IsDated())
            return $"Most times are no dates in {TimeUnits.Name(NumberUnit)}, as those were that the model was fitted on: distances in time mean nothing.";
        return NumberSize == TimeSize.Steps && size.IsDated()
            ? "Most times are dates, but the model was fitted on small numbers that count something else: distances in time mean nothing."
            : null;
    }
}

/// <summary>How the times of some input are read.</summary>
/// <param name="Conversion">To the unit of the sequences.</param>
/// <param name="Unit">The unit of the input and how it is known, in words.</param>
/// <param name="Remark">What is unexpected about it, as a sentence; null when nothing is.</param>
internal sealed record TimeReading(TimeConversion Conversion, string Unit, string? Remark);
