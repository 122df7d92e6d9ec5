using System.Numerics;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Sums of one item's pairs with others, dense with a bit for each that is filled: the heaviest are found without sorting.</summary>
internal sealed class PairCounts(int itemCount)
{
    private readonly double[] _sums = new double[itemCount + 1];
    private readonly ulong[] _filled = new ulong[(itemCount / 64) + 1];
    private readonly HeaviestPairs _heaviest = new();

    /// <summary>Sums up one item's pairs; says what a pair's sum is multiplied by.</summary>
    public delegate Func<int, double> Counting(int item, PairCounts sums);

    /// <summary>The heaviest pairs of every item: a row each, V + 1 rows, in the order of the other items' ids.</summary>
    /// <param name="itemCount">V.</param>
    /// <param name="count">Pairs kept of each item.</param>
    /// <param name="counting">Called for every item, from several threads.</param>
    /// <param name="progress">Receives the items that are done; null: nobody does.</param>
    /// <param name="cancellationToken">Looked at before each item.</param>
    public static SparseRows Heaviest(int itemCount, int count, Counting counting, Progress? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = new (int[] Items, float[] Weights)[itemCount + 1];
        rows[0] = ([], []);

        // Each item is one thread's work from beginning to end, so the result does not depend on their number.
        Parallel.For(1, itemCount + 1, new ParallelOptions { CancellationToken = cancellationToken }, () => new PairCounts(itemCount), (item, _, sums) =>
        {
            rows[item] = sums.Take(counting(item, sums), item, count);
            progress?.Add(1);
            return sums;
        }, static _ => { });
        return SparseRows.From(rows);
    }

    /// <param name="other">The other item; item 0 and the item itself are left out in the end.</param>
    /// <param name="weight">Above zero.</param>
    public void Add(int other, double weight)
    {
        _sums[other] += weight;
        _filled[other >> 6] |= 1UL << other;
    }

    /// <summary>The same weight for some items.</summary>
    public void Add(ReadOnlySpan<int> others, double weight)
    {
        (double[] sums, ulong[] filled) = (_sums, _filled);
        foreach (int other in others)
        {
            sums[other] += weight;
            filled[other >> 6] |= 1UL << other;
        }
    }

    /// <summary>The largest weights in the order of their ids; empties the sums.</summary>
    private (int[] Items, float[] Weights) Take(Func<int, double> scale, int item, int count)
    {
        _heaviest.Clear();
        for (int word = 0; word < _filled.Length; word++)
        {
            for (ulong bits = _filled[word]; bits != 0; bits &= bits - 1)
            {
                int other = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (other != 0 && other != item)
                    _heaviest.Add(other, (float)(_sums[other] * scale(other)));
                _sums[other] = 0;
            }

            _filled[word] = 0;
        }

        return _heaviest.Take(count);
    }
}
