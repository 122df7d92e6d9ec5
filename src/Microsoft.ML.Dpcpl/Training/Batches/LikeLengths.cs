using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>
/// An order of an epoch's examples in which a batch holds histories of like length, so that windows that are cut down to the longest one hold
/// few empty slots: sorted inside chunks of a random order, then the batches at random.
/// </summary>
internal static class LikeLengths
{
    /// <summary>Batches of a chunk: enough for nearly equal lengths, few enough that an epoch's batches are drawn anew each time.</summary>
    private const int ChunkBatches = 32;

    /// <summary>Orders examples that stand in random order; those of the last, incomplete batch stay where they are.</summary>
    /// <param name="examples">The examples of an epoch.</param>
    /// <param name="batchSize">Examples of a batch.</param>
    /// <param name="recipe">How many slots a history takes.</param>
    /// <param name="seed">Seed of the order of the batches.</param>
    public static void Order(Span<Example> examples, int batchSize, WindowRecipe recipe, ulong seed)
    {
        int batches = examples.Length / batchSize, chunk = ChunkBatches * batchSize;
        Span<Example> full = examples[..(batches * batchSize)];
        var sorted = new Example[full.Length];
        // Histories of one length keep their random order.
        long[] keys = new long[full.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = ((long)recipe.Slots(full[i].Cut) << 32) | (uint)i;
        for (int start = 0; start < keys.Length; start += chunk)
            keys.AsSpan(start, Math.Min(chunk, keys.Length - start)).Sort();
        for (int i = 0; i < keys.Length; i++)
            sorted[i] = full[(int)keys[i]];

        int[] order = [.. Enumerable.Range(0, batches)];
        new SeededRandom(seed).Shuffle<int>(order);
        for (int i = 0; i < batches; i++)
            sorted.AsSpan(order[i] * batchSize, batchSize).CopyTo(full[(i * batchSize)..]);
    }
}
