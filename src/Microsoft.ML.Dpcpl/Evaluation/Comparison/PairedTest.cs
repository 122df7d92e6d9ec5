using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Evaluation.Comparison;

/// <summary>Whether paired differences may be chance.</summary>
internal static class PairedTest
{
    private const int FlipStream = 0, ResampleStream = 1;

    /// <summary>Sums that differ by rounding alone are the same.</summary>
    private const double Rounding = 1e-12;

    /// <param name="first">The figure of one model on every test.</param>
    /// <param name="second">That of the other.</param>
    /// <param name="options">Checked settings.</param>
    public static PairedDifference Of(double[] first, double[] second, ComparisonOptions options)
    {
        double[] differences = [.. first.Zip(second, (a, b) => b - a)];
        // What does not differ changes no sum.
        double[] moved = [.. differences.Where(difference => difference != 0)];
        (double mean, double error) = MeanError.Of(differences);
        (double low, double high) = Interval(moved, differences.Length, options);
        int better = moved.Count(difference => difference > 0);
        return new PairedDifference(
            MeanError.Of(first).Value, MeanError.Of(second).Value, mean, error, low, high, SignFlips(moved, options), better, moved.Length - better,
            SignTest(better, moved.Length - better));
    }

    /// <summary>The exact binomial test of as many signs of one kind and of the other, two-sided.</summary>
    public static double SignTest(int one, int other)
    {
        int all = one + other, fewer = Math.Min(one, other);
        double term = -all * Math.Log(2), sum = 0;
        for (int i = 0; i <= fewer; i++)
        {
            sum += Math.Exp(term);
            term += Math.Log((all - i) / (i + 1.0));
        }

        return Math.Min(1, 2 * sum);
    }

    private static double SignFlips(double[] moved, ComparisonOptions options)
    {
        double observed = Math.Abs(moved.Sum()) - (Rounding * moved.Sum(Math.Abs));
        int asLarge = Resampled(options.Resamples, r => Math.Abs(Flipped(moved, Stream(options, FlipStream, r)))).Count(sum => sum >= observed);
        return (1.0 + asLarge) / (1.0 + options.Resamples);
    }

    private static double Flipped(double[] moved, SeededRandom random)
    {
        double sum = 0;
        ulong signs = 0;
        for (int i = 0; i < moved.Length; i++)
        {
            signs = (i & 63) == 0 ? random.NextUInt64() : signs >> 1;
            sum += (signs & 1) == 0 ? moved[i] : -moved[i];
        }

        return sum;
    }

    private static (double Low, double High) Interval(double[] moved, int tests, ComparisonOptions options)
    {
        if (tests == 0)
            return (double.NaN, double.NaN);
        double[] means = Resampled(options.Resamples, r => Redrawn(moved, tests, Stream(options, ResampleStream, r)) / tests);
        Array.Sort(means);
        double tail = (1 - options.Confidence) / 2;
        return (means[(int)Math.Floor(tail * (means.Length - 1))], means[(int)Math.Ceiling((1 - tail) * (means.Length - 1))]);
    }

    private static double Redrawn(double[] moved, int tests, SeededRandom random)
    {
        double sum = 0;
        for (int i = 0; i < tests; i++)
        {
            if (random.NextInt32(tests) is var drawn && drawn < moved.Length)
                sum += moved[drawn];
        }

        return sum;
    }

    /// <summary>Every resample has a stream of its own, so that the number of threads changes nothing.</summary>
    private static double[] Resampled(int count, Func<int, double> resample)
    {
        var sums = new double[count];
        Parallel.For(0, count, r => sums[r] = resample(r));
        return sums;
    }

    private static SeededRandom Stream(ComparisonOptions options, int purpose, int resample) => new(SeededRandom.Derive((uint)options.Seed, purpose, resample));
}
