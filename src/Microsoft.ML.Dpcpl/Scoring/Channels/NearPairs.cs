using System.Numerics;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Sums of one item's pairs with items near in time, and the users of both; dense with a bit for each that is filled.</summary>
internal sealed class NearPairs(int items)
{
    private readonly Pair[] _pairs = new Pair[items + 1];
    private readonly ulong[] _filled = new ulong[(items / 64) + 1];
    private readonly HeaviestPairs _heaviest = new();
    private readonly double[] _weights = new double[(2 * NeighborCounts.Reach) + 1];
    private int _user = -1;
    private int _visit;

    /// <summary>What a pair's sum and the users of both items make its weight.</summary>
    public delegate float Weighing(int neighbor, double sum, int together);

    /// <summary>Adds the surroundings of one event of the item. A user's events come one after the other.</summary>
    public void Add(SequenceStore store, int user, int length, int place, float surroundings, double timeUnit)
    {
        int start = Math.Max(0, place - NeighborCounts.Reach), end = Math.Min(length, place + NeighborCounts.Reach + 1);
        ReadOnlySpan<long> times = store.TimesOf(user);
        ReadOnlySpan<int> others = store.ItemsOf(user)[start..end];
        TimeWeights.Of(times[place], times[start..end], timeUnit, _weights);
        double scale = 1 / Math.Sqrt(surroundings);
        if (user != _user)
            (_user, _visit) = (user, _visit + 1);
        (Pair[] pairs, ulong[] filled, double[] weights, int visit) = (_pairs, _filled, _weights, _visit);
        for (int i = 0; i < others.Length; i++)
        {
            ref Pair pair = ref pairs[others[i]];
            pair.Sum += scale * weights[i];
            pair.Together += pair.Visit != visit ? 1 : 0;
            pair.Visit = visit;
            filled[others[i] >> 6] |= 1UL << others[i];
        }
    }

    /// <summary>The item's largest weights in the order of their ids; empties the sums.</summary>
    public (int[] Items, float[] Weights) Take(int item, int count, Weighing weighing)
    {
        _user = -1;
        _heaviest.Clear();
        for (int word = 0; word < _filled.Length; word++)
        {
            for (ulong bits = _filled[word]; bits != 0; bits &= bits - 1)
            {
                int other = (word * 64) + BitOperations.TrailingZeroCount(bits);
                ref Pair pair = ref _pairs[other];
                if (other != 0 && other != item)
                    _heaviest.Add(other, weighing(other, pair.Sum, pair.Together));
                (pair.Sum, pair.Together) = (0, 0);
            }

            _filled[word] = 0;
        }

        return _heaviest.Take(count);
    }

    /// <summary>In one line of the cache.</summary>
    private struct Pair
    {
        public double Sum;
        public int Together;
        public int Visit;
    }
}
