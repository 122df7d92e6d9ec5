using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// Nearness of training targets and negatives to a window's history, without what the user's own events have added to the counts:
/// with it every target would be a neighbor of its own history, which no item to recommend is.
/// </summary>
internal sealed class NeighborFeatures
{
    private readonly ItemNeighbors _neighbors;
    private readonly SequenceData _data;
    private readonly int[] _counted;
    private readonly float[] _surroundings;
    private readonly float[] _nearnessOf;

    /// <param name="neighbors">Counts.</param>
    /// <param name="data">The data they come from.</param>
    /// <param name="counted">Leading events of each user that were counted.</param>
    public NeighborFeatures(ItemNeighbors neighbors, SequenceData data, int[] counted)
    {
        (_neighbors, _data, _counted) = (neighbors, data, counted);
        _surroundings = NeighborCounts.Surroundings(data.Store, counted, data.TimeUnit);
        _nearnessOf = new float[data.ItemCount + 1];
    }

    /// <summary>Calls <paramref name="add"/> with candidates and parts of their nearness; the parts of a candidate add up.</summary>
    /// <param name="user">Whose history it is.</param>
    /// <param name="history">The events before the cut.</param>
    /// <param name="length">Newest known items of the history that count.</param>
    /// <param name="isCandidate">Above 0 where an item's nearness is wanted.</param>
    /// <param name="add">Receives item and part.</param>
    public void Sum(int user, UserHistoryBuffer history, int length, ReadOnlySpan<int> isCandidate, Action<int, float> add)
    {
        ReadOnlySpan<int> items = history.Items;
        ReadOnlySpan<long> times = history.Times;
        long newest = 0;
        int oldest = items.Length, taken = 0;
        for (int e = items.Length - 1; e >= 0 && taken < length; e--)
        {
            if (items[e] == 0)
                continue;
            if (taken++ == 0)
                newest = times[e];
            oldest = e;
            float nearness = (float)ItemNeighbors.Nearness(newest, times[e], _data.TimeUnit);
            _nearnessOf[items[e]] += nearness;
            ReadOnlySpan<int> of = _neighbors.Of(items[e]);
            ReadOnlySpan<float> weights = _neighbors.WeightsOf(items[e]);
            for (int i = 0; i < of.Length && of[i] != 0; i++)
            {
                if (isCandidate[of[i]] > 0)
                    add(of[i], nearness * weights[i]);
            }
        }

        SubtractOwn(user, isCandidate, add);
        foreach (int item in items[oldest..])
            _nearnessOf[item] = 0;
    }

    private void SubtractOwn(int user, ReadOnlySpan<int> isCandidate, Action<int, float> add)
    {
        SequenceStore store = _data.Store;
        ReadOnlySpan<int> items = store.ItemsOf(user)[.._counted[user]];
        ReadOnlySpan<long> times = store.TimesOf(user);
        for (int f = 0; f < items.Length; f++)
        {
            int candidate = items[f];
            if (candidate == 0 || isCandidate[candidate] == 0)
                continue;
            for (int e = Math.Max(0, f - NeighborCounts.Reach), end = Math.Min(items.Length, f + NeighborCounts.Reach + 1); e < end; e++)
            {
                int item = items[e];
                if (item == candidate || _nearnessOf[item] == 0 || !Holds(item, candidate))
                    continue;
                double own = ItemNeighbors.Nearness(times[e], times[f], _data.TimeUnit) / Math.Sqrt(_surroundings[store.Start(user) + e]);
                add(candidate, -_nearnessOf[item] * _neighbors.Normalized(item, candidate, own));
            }
        }
    }

    private bool Holds(int item, int neighbor)
    {
        ReadOnlySpan<int> of = _neighbors.Of(item);
        int end = of.IndexOf(0);
        return (end < 0 ? of : of[..end]).BinarySearch(neighbor) >= 0;
    }
}
