namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>A time without loss: whole units, and billionths of a unit behind them.</summary>
/// <param name="Whole">The largest whole number that is not above the time.</param>
/// <param name="Billionths">0 to 999,999,999.</param>
internal readonly record struct ExactTime(long Whole, int Billionths)
{
    /// <summary>The largest size of a time: the difference of two is no overflow. Anything larger is as far away as times can be.</summary>
    public const long Largest = (1L << 62) - 1;

    /// <summary>10^0 to 10^18.</summary>
    private static readonly long[] s_powers = [.. Enumerable.Range(0, 19).Select(digits => long.Parse("1" + new string('0', digits)))];

    public static ExactTime Missing { get; } = new(TimeConvert.Missing, 0);

    /// <summary>Decimal digits behind the point that are needed: 0, 3, 6 or 9.</summary>
    public int Digits => Billionths switch
    {
        0 => 0,
        _ when Billionths % 1_000_000 == 0 => 3,
        _ when Billionths % 1_000 == 0 => 6,
        _ => 9,
    };

    public static ExactTime Of(long whole) => whole == TimeConvert.Missing ? Missing : new(Math.Clamp(whole, -Largest, Largest), 0);

    /// <summary>The decimal number that a floating point number was read from, as far as it tells; missing when it is none.</summary>
    public static ExactTime Of(double number)
    {
        if (!(Math.Abs(number) < 9e18))
            return Missing;
        double floor = Math.Floor(number), rest = number - floor;
        if (rest == 0)
            return Of((long)floor);
        // The shortest decimal fraction that gives the number, so that 0.1 is a tenth.
        double billionths = Math.Round(number * 1e3) / 1e3 == number ? Math.Round(rest * 1e3) * 1e6
            : Math.Round(number * 1e6) / 1e6 == number ? Math.Round(rest * 1e6) * 1e3
            : Math.Round(rest * 1e9);
        return billionths >= 1e9 ? Of((long)floor + 1) : new((long)floor, (int)billionths);
    }

    public static ExactTime Of(decimal number)
    {
        decimal floor = decimal.Floor(number);
        return Math.Abs(floor) > Largest ? Of(floor < 0 ? -Largest : Largest) : new((long)floor, (int)((number - floor) * 1_000_000_000));
    }

    /// <summary>The time in units of 10^-digits, what is finer cut off.</summary>
    public long In(int digits) => Whole == TimeConvert.Missing ? Whole : Scale(Whole, 0, digits) switch
    {
        long whole when Math.Abs(whole) == Largest => whole,
        long whole => whole + (Billionths / s_powers[9 - digits]),
    };

    /// <summary>A whole number of 10^-from as one of 10^-to, rounded down; digits from 0 to 18.</summary>
    public static long Scale(long value, int from, int to)
    {
        if (value == TimeConvert.Missing || from == to)
            return value;
        if (from > to)
        {
            long divisor = s_powers[from - to];
            return (value / divisor) - (value % divisor < 0 ? 1 : 0);
        }
        long factor = s_powers[to - from];
        long most = Largest / factor;
        return value > most ? Largest : value < -most ? -Largest : value * factor;
    }
}
