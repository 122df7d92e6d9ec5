
namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>Maps a number to one of a few buckets that hold about equally many of the values it was fitted on; bucket 0 is NaN.</summary>
/// <remarks>
/// A value's bucket is 1 + the number of edges below it, so a value that is very frequent has a bucket of its own. Immutable.
/// </remarks>
internal sealed class QuantileBuckets
{
    /// <summary>Buckets of the paper's statistics, the one for missing values included.</summary>
    public const int DefaultCount = 16;

    /// <param name="edges">Ascending edges as fitted before.</param>
    public QuantileBuckets(float[] edges) => Edges = edges;

    /// <summary>The ascending, distinct edges: all there is to save.</summary>
    public float[] Edges { get; }

    /// <summary>One more than the largest bucket that <see cref="Of"/> returns.</summary>
    public int Count => Edges.Length + 2;

    /// <summary>Fits edges at equally spaced quantiles of the values that are not NaN; fewer buckets result when values repeat.</summary>
    /// <param name="values">The values to fit on.</param>
    /// <param name="count">Buckets at most, the one for NaN included; at least 2.</param>
    public static QuantileBuckets Fit(ReadOnlySpan<float> values, int count = DefaultCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var sorted = new List<float>(values.Length);
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
                sorted.Add(value);
        }
        sorted.Sort();

        var edges = new List<float>(count - 2);
        for (int i = 1; i < count - 1 && sorted.Count > 0; i++)
        {
            float edge = sorted[(int)((long)i * (sorted.Count - 1) / (count - 1))];
            // An edge at the largest value would part nothing.
            if (edge < sorted[^1] && (edges.Count == 0 || edge > edges[^1]))
                edges.Add(edge);
        }
        return new QuantileBuckets([.. edges]);
    }

    /// <summary>The bucket of a value: 0 for NaN, else 1..<see cref="Count"/> - 1.</summary>
    public int Of(float value)
    {
        if (float.IsNaN(value))
            return 0;
        int low = 0, high = Edges.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Edges[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low + 1;
    }
}
