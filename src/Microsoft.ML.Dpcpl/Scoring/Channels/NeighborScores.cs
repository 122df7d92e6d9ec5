using System.Numerics;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>
/// How near every item stands to a history: the sum over the history's newest events of 1 / (1 + days before the newest) times the
/// neighbor's weight. Few items are above zero. A buffer, reused from user to user.
/// </summary>
internal sealed class NeighborScores(int itemCount)
{
    private readonly float[] _sums = new float[itemCount + 1];

    /// <summary>A bit for each item above zero: they are found in ascending order without sorting.</summary>
    private readonly ulong[] _above = new ulong[(itemCount / 64) + 1];

    /// <summary>V.</summary>
    public int ItemCount => itemCount;

    public float this[int item] => _sums[item];

    /// <summary>The items above zero, ascending.</summary>
    public int[] Items()
    {
        int count = 0;
        foreach (ulong bits in _above)
            count += BitOperations.PopCount(bits);
        var items = new int[count];
        int next = 0;
        for (int word = 0; word < _above.Length; word++)
        {
            for (ulong bits = _above[word]; bits != 0; bits &= bits - 1)
                items[next++] = (word * 64) + BitOperations.TrailingZeroCount(bits);
        }

        return items;
    }

    /// <summary>Scores the newest <paramref name="length"/> known items of a history.</summary>
    public void Fill(ItemNeighbors neighbors, ReadOnlySpan<int> items, ReadOnlySpan<long> times, int length, double timeUnit)
    {
        Clear();
        long newest = 0;
        for (int e = items.Length - 1, taken = 0; e >= 0 && taken < length; e--)
        {
            if (items[e] == 0)
                continue;
            if (taken++ == 0)
                newest = times[e];
            float nearness = (float)ItemNeighbors.TimeWeight(newest, times[e], timeUnit);
            ReadOnlySpan<int> of = neighbors.Of(items[e]);
            ReadOnlySpan<float> weights = neighbors.WeightsOf(items[e]);
            for (int i = 0; i < of.Length; i++)
            {
                _sums[of[i]] += nearness * weights[i];
                _above[of[i] >> 6] |= 1UL << of[i];
            }
        }
    }

    private void Clear()
    {
        for (int word = 0; word < _above.Length; word++)
        {
            for (ulong bits = _above[word]; bits != 0; bits &= bits - 1)
                _sums[(word * 64) + BitOperations.TrailingZeroCount(bits)] = 0;
        }

        Array.Clear(_above);
    }
}
