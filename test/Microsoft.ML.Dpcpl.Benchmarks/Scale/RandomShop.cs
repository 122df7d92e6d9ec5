using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Sequences without any pattern, of one length, over a catalogue of any size: enough to time a step.</summary>
internal static class RandomShop
{
    public static SequenceData Create(int users, int items, int behaviors, int length, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] offsets = [.. Enumerable.Range(0, users + 1).Select(user => user * length)];
        var itemOf = new int[users * length];
        var behaviorOf = new byte[users * length];
        var timeOf = new long[users * length];
        for (int i = 0; i < itemOf.Length; i++)
            (itemOf[i], behaviorOf[i], timeOf[i]) = (1 + random.NextInt32(items), (byte)(1 + random.NextInt32(behaviors)), i % length);
        return new SequenceData
        {
            Store = new SequenceStore(offsets, itemOf, behaviorOf, timeOf),
            BehaviorNames = [.. Enumerable.Range(1, behaviors).Select(b => $"b{b}")],
            ItemCount = items,
        };
    }
}
