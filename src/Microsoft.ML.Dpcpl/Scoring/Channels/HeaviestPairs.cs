using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Weights of some items in the order of their ids, of which the heaviest are taken; of equal ones those of the smaller ids. A buffer, for one thread.</summary>
internal sealed class HeaviestPairs
{
    private readonly LargestNumbers _largest = new();
    private int[] _items = new int[64];
    private float[] _weights = new float[64];
    private int _count;

    public void Clear() => _count = 0;

    /// <param name="item">An id above the last one.</param>
    /// <param name="weight">Not negative; what is 0 is never taken.</param>
    public void Add(int item, float weight)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, 2 * _count);
            Array.Resize(ref _weights, 2 * _count);
        }

        (_items[_count], _weights[_count++]) = (item, weight);
    }

    /// <summary>The heaviest, in the order of their ids.</summary>
    public (int[] Items, float[] Weights) Take(int count)
    {
        ReadOnlySpan<int> places = _largest.Of(_weights.AsSpan(0, _count), count);
        var (items, weights) = (new int[places.Length], new float[places.Length]);
        for (int i = 0; i < places.Length; i++)
            (items[i], weights[i]) = (_items[places[i]], _weights[places[i]]);
        return (items, weights);
    }
}
