using System.Globalization;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>What all times of a column are like: their sizes, how fine they are, dates or numbers.</summary>
internal sealed class TimeScan
{
    private readonly long[] _counts = new long[TimeSizes.Count];

    /// <summary>By size, the first number of it.</summary>
    private readonly long[] _examples = new long[TimeSizes.Count];

    /// <summary>Some times are dates.</summary>
    public bool HasDates { get; private set; }

    /// <summary>Some times are numbers.</summary>
    public bool HasNumbers { get; private set; }

    /// <summary>Decimal digits that the finest time needs: 0, 3, 6 or 9.</summary>
    public int Digits { get; private set; }

    /// <summary>The size that most of the numbers have, those that say nothing aside; of equally many, that of dates.</summary>
    public TimeSize Size
    {
        get
        {
            TimeSize most = TimeSize.None;
            for (TimeSize size = TimeSize.Steps; size <= TimeSize.Odd; size++)
            {
                long more = _counts[(int)size] - (most == TimeSize.None ? 0 : _counts[(int)most]);
                if (more > 0 || (more == 0 && size.IsDated() && !most.IsDated() && most != TimeSize.None))
                    most = size;
            }
            return most;
        }
    }

    /// <summary>Forgets all times.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        (HasDates, HasNumbers, Digits) = (false, false, 0);
    }

    public void Add(long number)
    {
        HasNumbers = true;
        int size = (int)TimeSizes.Of(number);
        if (_counts[size]++ == 0)
            _examples[size] = number;
    }

    public void Add(ExactTime number)
    {
        if (number == ExactTime.Missing)
            return;
        Add(number.Whole);
        if (number.Billionths != 0)
            Digits = Math.Max(Digits, number.Digits);
    }

    /// <summary>Adds a date, in seconds.</summary>
    public void AddDate(ExactTime date)
    {
        HasDates = true;
        if (date.Billionths != 0)
            Digits = Math.Max(Digits, date.Digits);
    }

    public void Add(TimeScan other)
    {
        for (int size = 0; size < _counts.Length; size++)
        {
            if (_counts[size] == 0)
                _examples[size] = other._examples[size];
            _counts[size] += other._counts[size];
        }
        HasDates |= other.HasDates;
        HasNumbers |= other.HasNumbers;
        Digits = Math.Max(Digits, other.Digits);
    }

    /// <summary>
    /// The decimal digits that are kept: those needed, but none finer than a nanosecond, and for dates a tick. One number with many digits
    /// must not make the others too large.
    /// </summary>
    /// <param name="unit">The unit of the numbers; null takes the one that their size says.</param>
    public int DigitsKept(int? unit)
    {
        if (HasDates)
            return Math.Min(Digits, TimeUnits.Ticks);
        int of = unit ?? Size.Unit() ?? TimeUnits.Nanoseconds;
        return of == TimeUnits.Ticks ? 0 : Math.Min(Digits, TimeUnits.Nanoseconds - of);
    }

    /// <summary>The unit that the numbers are in.</summary>
    /// <exception cref="InvalidDataException">Most numbers are of a size that times in none of the units have.</exception>
    public int Recognize(string column)
    {
        TimeSize size = Size;
        if (size.Unit() is { } unit)
            return unit;
        string example = _examples[(int)size].ToString(CultureInfo.InvariantCulture);
        string what = size == TimeSize.Calendar ? "look like dates written as numbers" : "are neither seconds, milliseconds, microseconds, nanoseconds nor ticks";
        throw new InvalidDataException(
            $"The times in column '{column}', such as {example}, {what}: write dates as yyyy-MM-dd HH:mm:ss, or give the unit of the numbers by TimestampUnit.");
    }
}
