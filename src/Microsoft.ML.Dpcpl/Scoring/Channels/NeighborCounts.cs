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

        double[] own = [.. events.Select(n => Math.Pow(Math.Max(1, n), ItemNeighbors.OwnExponent))];
        double[] other = [.. events.Select(n => Math.Pow(Math.Max(1, n), 1 - ItemNeighbors.OwnExponent))];

        // Each item is one thread's work from beginning to end, so the result does not depend on their number.
        Parallel.For(1, items + 1, () => new NearPairs(items), (item, _, near) =>
        {
            for (int o = starts[item]; o < starts[item + 1]; o++)
                near.Add(store, users[o], lengths[users[o]], places[o], surroundings[store.Start(users[o]) + places[o]], data.TimeUnit);
            rows[item] = near.Take(item, count, (neighbor, sum, together) =>
            {
                double cosine = together / Math.Sqrt((double)holders[item] * holders[neighbor]);
                return (float)(sum / (own[item] * other[neighbor])) + (float)(CosineShare * cosine);
            });
            progress?.Add(1);
            return near;
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
        Parallel.For(0, store.UserCount, () => (Weights: new double[(2 * Reach) + 1], Sums: Array.Empty<double>()), (user, _, own) =>
        {
            ReadOnlySpan<long> times = store.TimesOf(user)[..lengths[user]];
            if (own.Sums.Length < times.Length)
                own.Sums = new double[2 * times.Length];
            Span<double> whole = own.Sums.AsSpan(0, times.Length);
            whole.Clear();
            for (int e = 0; e < times.Length; e++)
            {
                // What an event says of a later one, that says of it; so each sum is made in the order of time.
                ReadOnlySpan<long> later = times[e..Math.Min(times.Length, e + Reach + 1)];
                TimeWeights.Of(times[e], later, timeUnit, own.Weights);
                for (int other = 1; other < later.Length; other++)
                    whole[e + other] += own.Weights[other];
                double sum = whole[e];
                for (int other = 0; other < later.Length; other++)
                    sum += own.Weights[other];
                sums[store.Start(user) + e] = (float)sum;
            }

            return own;
        }, static _ => { });
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
}
