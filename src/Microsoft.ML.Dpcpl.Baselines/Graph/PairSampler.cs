using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Deals out the pairs of a graph, each once in an epoch, in an order that every epoch draws anew.</summary>
internal sealed class PairSampler
{
    private readonly SparseRows _seen;
    private readonly int _items, _batchSize, _shared;
    private readonly ulong _seed;
    private readonly (int User, int Item)[] _pairs;

    /// <param name="positives">Items of each user that are to rank high, ascending.</param>
    /// <param name="seen">Items of each user that are never negatives, ascending.</param>
    /// <param name="items">V.</param>
    /// <param name="batchSize">Pairs of a batch.</param>
    /// <param name="shared">Negatives that a batch shares; 0: every pair has one of its own.</param>
    /// <param name="seed">Everything random comes from it.</param>
    public PairSampler(SparseRows positives, SparseRows seen, int items, int batchSize, int shared, ulong seed)
    {
        (_seen, _items, _batchSize, _shared, _seed) = (seen, items, batchSize, shared, seed);
        // Nothing can be ranked below what is all there is.
        _pairs =
        [
            .. from user in Enumerable.Range(0, positives.RowCount)
            where seen.Count(user) < items
            from item in positives[user].ToArray()
            select (user, item),
        ];
    }

    /// <summary>Pairs of an epoch.</summary>
    public int Count => _pairs.Length;

    /// <summary>Batches of an epoch.</summary>
    public int BatchCount => (_pairs.Length + _batchSize - 1) / _batchSize;

    /// <summary>The batches of an epoch, from 1. The same epoch gives the same ones.</summary>
    public IEnumerable<PairBatch> Epoch(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, _pairs.Length)];
        new SeededRandom(SeededRandom.Derive(_seed, epoch, -1)).Shuffle<int>(order);
        for (int batch = 0; batch < BatchCount; batch++)
        {
            int start = batch * _batchSize;
            yield return Batch(order.AsSpan(start, Math.Min(_batchSize, order.Length - start)), SeededRandom.Derive(_seed, epoch, batch));
        }
    }

    /// <summary>The unseen item of a number, from 0, in ascending order of the items.</summary>
    internal static int Unseen(ReadOnlySpan<int> seen, int number)
    {
        // Of the first k seen items, those lie below it that leave fewer than number unseen ones below themselves.
        int low = 0, high = seen.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (seen[middle] - 1 - middle <= number)
                low = middle + 1;
            else
                high = middle;
        }

        return number + 1 + low;
    }

    private PairBatch Batch(ReadOnlySpan<int> order, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (users, items) = (new long[order.Length], new long[order.Length]);
        for (int i = 0; i < order.Length; i++)
            (users[i], items[i]) = _pairs[order[i]];
        if (_shared == 0)
        {
            var own = new long[order.Length];
            for (int i = 0; i < own.Length; i++)
            {
                ReadOnlySpan<int> seen = _seen[(int)users[i]];
                own[i] = Unseen(seen, random.NextInt32(_items - seen.Length));
            }

            return new PairBatch(users, items, own, null);
        }

        long[] shared = Distinct(ref random);
        return new PairBatch(users, items, shared, SeenAmong(users, shared));
    }

    /// <summary>Different items, all of them where there are no more than wanted.</summary>
    private long[] Distinct(ref SeededRandom random)
    {
        int count = Math.Min(_shared, _items);
        if (count == _items)
            return [.. Enumerable.Range(1, _items).Select(item => (long)item)];
        var drawn = new HashSet<long>(count);
        while (drawn.Count < count)
            drawn.Add(1 + random.NextInt32(_items));
        return [.. drawn];
    }

    private long[] SeenAmong(long[] users, long[] negatives)
    {
        var at = new Dictionary<int, int>(negatives.Length);
        for (int i = 0; i < negatives.Length; i++)
            at.Add((int)negatives[i], i);
        var seen = new List<long>();
        for (int row = 0; row < users.Length; row++)
        {
            foreach (int item in _seen[(int)users[row]])
            {
                if (at.TryGetValue(item, out int column))
                    seen.Add(((long)row * negatives.Length) + column);
            }
        }

        return [.. seen];
    }
}
