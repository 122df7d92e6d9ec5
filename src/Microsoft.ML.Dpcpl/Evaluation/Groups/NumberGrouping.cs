using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Evaluation.Groups;

/// <summary>Ranges of numbers that hold about equally many tests.</summary>
/// <param name="read">Reads a number; NaN where it is missing.</param>
/// <param name="ranges">Ranges at most.</param>
internal sealed class NumberGrouping(Func<double> read, int ranges) : IGrouping
{
    public const string Missing = "missing";

    private readonly List<float> _tests = [];

    public void Add() => _tests.Add((float)read());

    public (int[] Groups, string[] Names) End()
    {
        var buckets = QuantileBuckets.Fit([.. _tests], ranges + 1);
        int[] bucketOf = [.. _tests.Select(buckets.Of)];
        // Missing ones, in bucket 0, come last.
        int[] order = [.. bucketOf.Distinct().OrderBy(bucket => bucket == 0 ? int.MaxValue : bucket)];
        return (Array.ConvertAll(bucketOf, bucket => Array.IndexOf(order, bucket)), Array.ConvertAll(order, bucket => NameOf(_tests.Where((_, test) => bucketOf[test] == bucket))));
    }

    private static string NameOf(IEnumerable<float> numbers)
    {
        (float least, float most) = (numbers.Min(), numbers.Max());
        return float.IsNaN(least) ? Missing : least == most ? FormattableString.Invariant($"{least}") : FormattableString.Invariant($"{least} to {most}");
    }
}
