using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Times two things in turn, so that what else the machine does hits both, and compares them pair by pair.</summary>
/// <param name="First">Median time of the first, ms.</param>
/// <param name="Second">Median time of the second, ms.</param>
/// <param name="Ratio">Median over the pairs of first / second.</param>
internal sealed record Pairs(double First, double Second, double Ratio)
{
    public static Pairs Time(int pairs, Action first, Action second)
    {
        first();
        second();
        var one = new double[pairs];
        var two = new double[pairs];
        for (int i = 0; i < pairs; i++)
            (one[i], two[i]) = (Once(first), Once(second));
        return new Pairs(Median(one), Median(two), Median([.. one.Zip(two, (a, b) => a / b)]));
    }

    public static double Once(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
