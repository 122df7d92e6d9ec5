using System.Numerics;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Sums of a few items, dense with a bit for each item above zero: they are found in ascending order without sorting. A buffer, used again and again.</summary>
internal sealed class LiftSums(int itemCount)
{
    private readonly float[] _sums = new float[itemCount + 1];
    private readonly ulong[] _above = new ulong[(itemCount / 64) + 1];

    /// <summary>V.</summary>
    public int ItemCount => itemCount;

    public float this[int item] => _sums[item];

    /// <summary>A bit for each item above zero, item 0's first.</summary>
    public ReadOnlySpan<ulong> Above => _above;

    /// <summary>Adds the values of some items, each times a factor.</summary>
    /// <param name="items">Ids.</param>
    /// <param name="values">As many, above zero.</param>
    /// <param name="factor">Above zero.</param>
    public void Add(ReadOnlySpan<int> items, ReadOnlySpan<float> values, float factor)
    {
        for (int i = 0; i < items.Length; i++)
        {
            _sums[items[i]] += factor * values[i];
            _above[items[i] >> 6] |= 1UL << items[i];
        }
    }

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

    /// <summary>Notes the items of another one, without their sums.</summary>
    public void Mark(LiftSums other)
    {
        for (int word = 0; word < _above.Length; word++)
            _above[word] |= other._above[word];
    }

    public void Clear()
    {
        for (int word = 0; word < _above.Length; word++)
        {
            for (ulong bits = _above[word]; bits != 0; bits &= bits - 1)
                _sums[(word * 64) + BitOperations.TrailingZeroCount(bits)] = 0;
        }

        Array.Clear(_above);
    }
}
