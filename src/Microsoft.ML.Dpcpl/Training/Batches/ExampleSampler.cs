using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Which windows an epoch trains on, in which order. One target per encoded window: an event inside a window reaches every slot.</summary>
internal static class ExampleSampler
{
    /// <summary>
    /// Pre-training: up to <paramref name="cuts"/> random cuts per user among positions 1..<paramref name="lengths"/>[u] - 1.
    /// They walk through a random order of the positions, so every event is a target once in a cycle of epochs.
    /// With <paramref name="weightByLength"/> the positions of all users are shared out evenly: a user with twice the positions
    /// gets twice the cuts, <paramref name="cuts"/> on the mean.
    /// </summary>
    public static Example[] RandomCuts(int[] lengths, int cuts, bool weightByLength, ulong seed, int epoch)
    {
        long users = lengths.Count(length => length > 1);
        double share = cuts * (double)users / Math.Max(1, lengths.Sum(length => Math.Max(0L, length - 1)));
        var examples = new List<Example>(lengths.Length * cuts);
        int[] order = [];
        for (int user = 0; user < lengths.Length; user++)
        {
            int positions = lengths[user] - 1;
            if (positions < 1)
                continue;
            if (order.Length < positions)
                order = new int[Math.Max(positions, 2 * order.Length)];
            int cycle = -1;
            double rate = Math.Min(weightByLength ? share * positions : cuts, positions);
            for (long turn = (long)(epoch * rate), end = (long)((epoch + 1) * rate); turn < end; turn++)
            {
                if (turn / positions != cycle)
                {
                    cycle = (int)(turn / positions);
                    Order(order.AsSpan(0, positions), SeededRandom.Derive(seed, user, cycle));
                }

                examples.Add(new Example(user, 1 + order[turn % positions]));
            }
        }

        return Shuffled(examples, seed, epoch);
    }

    /// <summary>
    /// Pre-training where all positions have targets: as few windows per user as make each of the positions 1..<paramref name="lengths"/>[u] - 1
    /// a target once, the newest window ending at the newest event.
    /// </summary>
    public static Example[] Tiles(int[] lengths, int windowLength, ulong seed, int epoch)
    {
        var examples = new List<Example>(lengths.Length);
        for (int user = 0; user < lengths.Length; user++)
        {
            for (int cut = lengths[user] - 1; cut > 0; cut -= windowLength)
                examples.Add(new Example(user, cut));
        }

        return Shuffled(examples, seed, epoch);
    }

    /// <summary>Tuning: every event of the target behavior from <paramref name="firsts"/>[u] on that has an event before it.</summary>
    public static Example[] TargetEvents(SequenceStore store, int[] firsts, byte targetBehavior, ulong seed, int epoch)
    {
        var examples = new List<Example>();
        for (int user = 0; user < store.UserCount; user++)
        {
            ReadOnlySpan<byte> behaviors = store.BehaviorsOf(user);
            ReadOnlySpan<int> items = store.ItemsOf(user);
            for (int cut = Math.Max(1, firsts[user]); cut < behaviors.Length; cut++)
            {
                if (behaviors[cut] == targetBehavior && items[cut] != 0)
                    examples.Add(new Example(user, cut));
            }
        }

        return Shuffled(examples, seed, epoch);
    }

    private static void Order(Span<int> order, ulong seed)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        new SeededRandom(seed).Shuffle(order);
    }

    private static Example[] Shuffled(List<Example> examples, ulong seed, int epoch)
    {
        Example[] order = [.. examples];
        new SeededRandom(SeededRandom.Derive(seed, -1, epoch)).Shuffle<Example>(order);
        return order;
    }
}
