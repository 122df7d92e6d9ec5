using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Weights between items of two parts of a log as weights of the whole.</summary>
/// <remarks>
/// A part's weight of items i and j is a sum divided by n_i^a n_j^b, n an item's events in the part; the whole's is the parts' sums divided by the
/// powers of its events. What a part has not kept of an item is 0.
/// </remarks>
internal static class JoinedRows
{
    /// <param name="older">Weights of the older part; it may know fewer items.</param>
    /// <param name="newer">Those of the newer one: a row for each item.</param>
    /// <param name="olderEvents">[V of the older part + 1] events on each item there.</param>
    /// <param name="newerEvents">[V + 1] events on each item in the newer part.</param>
    /// <param name="own">a.</param>
    /// <param name="other">b.</param>
    /// <param name="count">Weights kept of each item.</param>
    public static SparseRows Of(SparseRows older, SparseRows newer, int[] olderEvents, int[] newerEvents, double own, double other, int count)
    {
        double[] shares = [.. newerEvents.Select((n, item) => item < olderEvents.Length && olderEvents[item] > 0 ? (double)olderEvents[item] / (olderEvents[item] + n) : 0)];
        double[] ownOlder = [.. shares.Select(share => Math.Pow(share, own))], ownNewer = [.. shares.Select(share => Math.Pow(1 - share, own))];
        double[] otherOlder = [.. shares.Select(share => Math.Pow(share, other))], otherNewer = [.. shares.Select(share => Math.Pow(1 - share, other))];
        return PairCounts.Heaviest(newerEvents.Length - 1, count, (item, sums) =>
        {
            if (item < older.RowCount)
                Add(sums, older[item], older.ValuesOf(item), ownOlder[item], otherOlder);
            Add(sums, newer[item], newer.ValuesOf(item), ownNewer[item], otherNewer);
            return static _ => 1;
        });
    }

    private static void Add(PairCounts sums, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, double own, double[] other)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (own * other[items[i]] * weights[i] is > 0 and double weight)
                sums.Add(items[i], weight);
        }
    }
}
