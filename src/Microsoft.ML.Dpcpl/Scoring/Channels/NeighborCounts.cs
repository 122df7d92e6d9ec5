using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Counts which items users touch at about the same time.</summary>
/// <remarks>
/// An event of item i and one of item j of the same user, at most <see cref="Reach"/> events and g days apart, add
/// 1 / (1 + g) / sqrt(m) to the pair (i, j), where m is the sum of 1 / (1 + g) over all events around the one of i: long sessions
/// say less of each pair. The sum is divided by powers of the items' events; to it comes a tenth of the items' cosine, the users with
/// both inside that reach divided by the root of the product of the users of each, since taste outlasts a day.
/// </remarks>
internal static class NeighborCounts
{
    /// <summary>Events on either side of an event that count as its surroundings.</summary>
    public const int Reach = 100;

    /// <summary>What the cosine counts beside the sum of near pairs.</summary>
    public const double CosineShare = 0.1;

    /// <summary>Counts the neighbors in the leading <paramref name="lengths"/>[u] events of every user.</summary>
    /// <param name="data">Sequences.</param>
    /// <param name="lengths">Leading events of every user that count.</param>
    /// <param name="count">Neighbors kept of each item.</param>
    /// <param name="progress">Receives the items that are done; null: nobody does.</param>
    public static ItemNeighbors Build(SequenceData data, int[] lengths, int count, Progress? progress = null)
    {
        SequenceStore store = data.Store;
        int items = data.ItemCount;
        (int[] starts, int[] places, int[] users) = Occurrences(store, lengths, items);
        float[] surroundings = Surroundings(store, lengths, data.TimeUnit);
        int[] events = [.. Enumerable.Range(0, items + 1).Select(i => starts[i + 1] - starts[i])];
        int[] holders = [.. Enumerable.Range(0, items + 1).Select(i => Distinct(users.AsSpan(starts[i]..starts[i + 1])))];
        var rows = new (int[] Items, float[] Weights)[items + 1];
        rows[0] = ([], []);

        // Each item is one thread's work from beginning to end, so the result does not depend on their number.
        Parallel.For(1, items + 1, () => new Counter(items), (item, _, counter) =>
        {
            for (int o = starts[item]; o < starts[item + 1]; o++)
                counter.Add(store, users[o], lengths[users[o]], places[o], surroundings[store.Start(users[o]) + places[o]], data.TimeUnit);
            rows[item] = counter.Take(events, holders, item, count);
            progress?.Add(1);
            return counter;
        }, static _ => { });
        return new ItemNeighbors(SparseRows.From(rows), events);
    }

    /// <summary>Different values in a sorted list.</summary>
    private static int Distinct(ReadOnlySpan<int> sorted)
    {
        int count = Math.Min(1, sorted.Length);
        for (int i = 1; i < sorted.Length; i++)
            count += sorted[i] != sorted[i - 1] ? 1 : 0;
        return count;
    }

    /// <summary>m of every event, at its place in the store.</summary>
    public static float[] Surroundings(SequenceStore store, int[] lengths, double timeUnit)
    {
        var sums = new float[store.EventCount];
        for (int user = 0; user < store.UserCount; user++)
        {
            ReadOnlySpan<long> times = store.TimesOf(user)[..lengths[user]];
            for (int e = 0; e < times.Length; e++)
            {
                double sum = 0;
                for (int other = Math.Max(0, e - Reach), end = Math.Min(times.Length, e + Reach + 1); other < end; other++)
                    sum += ItemNeighbors.TimeWeight(times[e], times[other], timeUnit);
                sums[store.Start(user) + e] = (float)sum;
            }
        }

        return sums;
    }

    /// <summary>The events of each item: places and users of item i stand at [starts[i], starts[i + 1]).</summary>
    private static (int[] Starts, int[] Places, int[] Users) Occurrences(SequenceStore store, int[] lengths, int items)
    {
        var starts = new int[items + 2];
        for (int user = 0; user < store.UserCount; user++)
        {
            foreach (int item in store.ItemsOf(user)[..lengths[user]])
                starts[item + 1]++;
        }

        for (int item = 0; item <= items; item++)
            starts[item + 1] += starts[item];
        int[] places = new int[starts[^1]], users = new int[starts[^1]], next = [.. starts];
        for (int user = 0; user < store.UserCount; user++)
        {
            ReadOnlySpan<int> of = store.ItemsOf(user)[..lengths[user]];
            for (int e = 0; e < of.Length; e++)
                (places[next[of[e]]], users[next[of[e]]++]) = (e, user);
        }

        return (starts, places, users);
    }

    /// <summary>Sums of one item's pairs, dense with a list of the filled places.</summary>
    private sealed class Counter(int items)
    {
        private readonly double[] _sums = new double[items + 1];
        private readonly int[] _together = new int[items + 1];
        private readonly int[] _lastVisit = new int[items + 1];
        private readonly List<int> _filled = [];
        private (float Weight, int Item)[] _ranked = [];
        private int _user = -1;
        private int _visit;

        public void Add(SequenceStore store, int user, int length, int place, float surroundings, double timeUnit)
        {
            ReadOnlySpan<int> others = store.ItemsOf(user);
            ReadOnlySpan<long> times = store.TimesOf(user);
            double scale = 1 / Math.Sqrt(surroundings);
            int item = others[place];
            if (user != _user)
                (_user, _visit) = (user, _visit + 1);
            for (int other = Math.Max(0, place - Reach), end = Math.Min(length, place + Reach + 1); other < end; other++)
            {
                int neighbor = others[other];
                if (neighbor == 0 || neighbor == item)
                    continue;
                if (_sums[neighbor] == 0)
                    _filled.Add(neighbor);
                if (_lastVisit[neighbor] != _visit)
                    (_lastVisit[neighbor], _together[neighbor]) = (_visit, _together[neighbor] + 1);
                _sums[neighbor] += scale * ItemNeighbors.TimeWeight(times[place], times[other], timeUnit);
            }
        }

        /// <summary>The item's largest weights in the order of their ids; empties the sums.</summary>
        public (int[] Items, float[] Weights) Take(int[] events, int[] holders, int item, int count)
        {
            _user = -1;
            if (_ranked.Length < _filled.Count)
                _ranked = new (float, int)[2 * _filled.Count];
            for (int i = 0; i < _filled.Count; i++)
            {
                int neighbor = _filled[i];
                double cosine = _together[neighbor] / Math.Sqrt((double)holders[item] * holders[neighbor]);
                _ranked[i] = (ItemNeighbors.Normalized(events, item, neighbor, _sums[neighbor]) + (float)(CosineShare * cosine), neighbor);
                (_sums[neighbor], _together[neighbor]) = (0, 0);
            }

            Span<(float Weight, int Item)> ranked = PairCounts.HeaviestOf(_ranked.AsSpan(0, _filled.Count), count);
            _filled.Clear();
            (int[] Items, float[] Weights) row = (new int[ranked.Length], new float[ranked.Length]);
            for (int i = 0; i < ranked.Length; i++)
                (row.Weights[i], row.Items[i]) = ranked[i];
            return row;
        }
    }
}
