using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Sequences without any pattern over a catalog of any size: speed does not depend on what there is to learn.</summary>
internal static class RandomShop
{
    public static readonly string[] Behaviors = ["click", "fav", "cart", "buy"];

    /// <summary>Histories of <paramref name="shortest"/> to <paramref name="longest"/> events, an hour apart, and a label each.</summary>
    public static SequenceData Create(int users, int items, int shortest, int longest, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var offsets = new int[users + 1];
        for (int user = 0; user < users; user++)
            offsets[user + 1] = offsets[user] + shortest + random.NextInt32(longest - shortest + 1);
        var ids = new int[offsets[^1]];
        var behaviors = new byte[ids.Length];
        var times = new long[ids.Length];
        var labels = new int[users];
        for (int user = 0; user < users; user++)
        {
            labels[user] = 1 + random.NextInt32(items);
            for (int e = offsets[user]; e < offsets[user + 1]; e++)
                (ids[e], behaviors[e], times[e]) = (1 + random.NextInt32(items), (byte)(1 + random.NextInt32(Behaviors.Length)), 1_700_000_000L + ((e - offsets[user]) * 3600L));
        }

        return new SequenceData
        {
            Store = new SequenceStore(offsets, ids, behaviors, times),
            Labels = labels,
            BehaviorNames = Behaviors,
            ItemCount = items,
        };
    }
}
