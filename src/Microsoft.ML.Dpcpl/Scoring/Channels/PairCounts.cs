using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Sums of one item's pairs with others, dense with a list of the filled places.</summary>
internal sealed class PairCounts(int itemCount)
{
    private readonly double[] _sums = new double[itemCount + 1];
    private readonly List<int> _filled = [];
    private (float Weight, int Item)[] _ranked = [];

    /// <summary>Sums up one item's pairs; says what a pair's sum is multiplied by.</summary>
    public delegate Func<int, double> Counting(int item, PairCounts sums);

    /// <summary>The heaviest pairs of every item: a row each, V + 1 rows, in the order of the other items' ids.</summary>
    /// <param name="itemCount">V.</param>
    /// <param name="count">Pairs kept of each item.</param>
    /// <param name="counting">Called for every item, from several threads.</param>
    /// <param name="progress">Receives the items that are done; null: nobody does.</param>
    public static SparseRows Heaviest(int itemCount, int count, Counting counting, Progress? progress = null)
    {
        var rows = new (int[] Items, float[] Weights)[itemCount + 1];
        rows[0] = ([], []);

        // Each item is one thread's work from beginning to end, so the result does not depend on their number.
        Parallel.For(1, itemCount + 1, () => new PairCounts(itemCount), (item, _, sums) =>
        {
            rows[item] = sums.Take(counting(item, sums), count);
            progress?.Add(1);
            return sums;
        }, static _ => { });
        return SparseRows.From(rows);
    }

    /// <param name="other">The other item.</param>
    /// <param name="weight">Above zero.</param>
    public void Add(int other, double weight)
    {
        if (other == 0)
            return;
        if (_sums[other] == 0)
            _filled.Add(other);
        _sums[other] += weight;
    }

    /// <summary>The largest weights in the order of their ids; empties the sums.</summary>
    private (int[] Items, float[] Weights) Take(Func<int, double> scale, int count)
    {
        if (_ranked.Length < _filled.Count)
            _ranked = new (float, int)[2 * _filled.Count];
        for (int i = 0; i < _filled.Count; i++)
        {
            _ranked[i] = ((float)(_sums[_filled[i]] * scale(_filled[i])), _filled[i]);
            _sums[_filled[i]] = 0;
        }

        Span<(float Weight, int Item)> ranked = _ranked.AsSpan(0, _filled.Count);
        _filled.Clear();
        ranked = HeaviestOf(ranked, count);
        (int[] Items, float[] Weights) row = (new int[ranked.Length], new float[ranked.Length]);
        for (int i = 0; i < ranked.Length; i++)
            (row.Weights[i], row.Items[i]) = ranked[i];
        return row;
    }

    /// <summary>Moves the heaviest pairs to the front and returns them in the order of their ids.</summary>
    public static Span<(float Weight, int Item)> HeaviestOf(Span<(float Weight, int Item)> ranked, int count)
    {
        if (ranked.Length > count)
        {
            // Equal weights: the smaller id.
            ranked.Sort(static (a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Item.CompareTo(b.Item));
            ranked = ranked[..count];
        }

        ranked.Sort(static (a, b) => a.Item.CompareTo(b.Item));
        return ranked;
    }
}
