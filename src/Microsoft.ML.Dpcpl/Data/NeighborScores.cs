namespace Microsoft.ML.Dpcpl.Data;

/// <summary>
/// How near every item stands to a history: the sum over the history's newest events of 1 / (1 + days before the newest) times the
/// neighbor's weight. Few items are above zero. A buffer, reused from user to user.
/// </summary>
internal sealed class NeighborScores(int itemCount)
{
    private readonly float[] _sums = new float[itemCount + 1];
    private readonly List<int> _items = [];

    /// <summary>V.</summary>
    public int ItemCount => itemCount;

    /// <summary>The items above zero, in no particular order.</summary>
    public IReadOnlyList<int> Items => _items;

    public float this[int item] => _sums[item];

    /// <summary>Scores the newest <paramref name="length"/> known items of a history.</summary>
    public void Fill(ItemNeighbors neighbors, ReadOnlySpan<int> items, ReadOnlySpan<long> times, int length, double timeUnit)
    {
        foreach (int item in _items)
            _sums[item] = 0;
        _items.Clear();
        long newest = 0;
        for (int e = items.Length - 1, taken = 0; e >= 0 && taken < length; e--)
        {
            if (items[e] == 0)
                continue;
            if (taken++ == 0)
                newest = times[e];
            float nearness = (float)ItemNeighbors.Nearness(newest, times[e], timeUnit);
            ReadOnlySpan<int> of = neighbors.Of(items[e]);
            ReadOnlySpan<float> weights = neighbors.WeightsOf(items[e]);
            for (int i = 0; i < of.Length; i++)
            {
                ref float sum = ref _sums[of[i]];
                if (sum == 0)
                    _items.Add(of[i]);
                sum += nearness * weights[i];
            }
        }
    }
}
