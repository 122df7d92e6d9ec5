using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Two things measured in turn, so that what else the machine does hits both, and compared pair by pair.</summary>
/// <param name="First">Median of the first, ms.</param>
/// <param name="Second">Median of the second, ms.</param>
/// <param name="Ratio">Median over the pairs of first / second.</param>
internal sealed record Pairs(double First, double Second, double Ratio)
{
    /// <summary>Times two actions; each runs <paramref name="warmup"/> times before that.</summary>
    public static Pairs Time(int pairs, Action first, Action second, int warmup = 1) => Of(pairs, warmup, () => Once(first), () => Once(second));

    /// <summary>Takes figures in turn.</summary>
    public static Pairs Of(int pairs, int warmup, Func<double> first, Func<double> second)
    {
        for (int i = 0; i < warmup; i++)
            (_, _) = (first(), second());
        var one = new double[pairs];
        var two = new double[pairs];
        for (int i = 0; i < pairs; i++)
            (one[i], two[i]) = (first(), second());
        return new Pairs(Median(one), Median(two), Median(one.Zip(two, (a, b) => a / b)));
    }

    public static double Once(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
