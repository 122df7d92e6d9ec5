using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Shares the examples of an epoch out into batches.</summary>
internal static class EpochBatches
{
    /// <summary>Batches of a chunk: enough for nearly equal lengths, few enough that examples meet others in every epoch.</summary>
    private const int ChunkBatches = 32;

    /// <summary>As they stand, as many in each batch; the last one has the rest.</summary>
    public static IReadOnlyList<ArraySegment<Example>> InOrder(Example[] examples, int batchSize)
    {
        var batches = new List<ArraySegment<Example>>();
        for (int start = 0; start < examples.Length; start += batchSize)
            batches.Add(new ArraySegment<Example>(examples, start, Math.Min(batchSize, examples.Length - start)));
        return batches;
    }

    /// <summary>
    /// Histories of like length together, so that windows cut down to the longest one hold few empty slots: sorted inside chunks of a random
    /// order, then the batches at random.
    /// </summary>
    /// <remarks>
    /// A chunk's batches have about as many targets each, so those of short histories have more windows: with as many windows in each, a step
    /// would go as far for a few targets as for many.
    /// </remarks>
    /// <param name="examples">The examples in random order; they are put into another one.</param>
    /// <param name="batchSize">Examples of a batch on the mean.</param>
    /// <param name="slots">Slots that an example needs.</param>
    /// <param name="targets">Targets that it has, about.</param>
    /// <param name="seed">Seed of the order of the batches.</param>
    public static IReadOnlyList<ArraySegment<Example>> LikeLengths(Example[] examples, int batchSize, Func<Example, int> slots, Func<Example, int> targets, ulong seed)
    {
        var batches = new List<ArraySegment<Example>>();
        foreach (ArraySegment<Example> chunk in InOrder(examples, (int)Math.Min(int.MaxValue, (long)ChunkBatches * batchSize)))
        {
            // A stable order: histories of one length keep their random one.
            Example[] sorted = [.. chunk.OrderBy(slots)];
            sorted.CopyTo(chunk.AsSpan());
            long all = chunk.Sum(example => (long)targets(example)), seen = 0, count = (chunk.Count + batchSize - 1) / batchSize;
            int start = 0;
            for (int i = 0; i < chunk.Count; i++)
            {
                long before = seen * count / all;
                seen += targets(chunk[i]);
                if (seen * count / all == before)
                    continue;
                batches.Add(chunk[start..(i + 1)]);
                start = i + 1;
            }
        }

        new SeededRandom(seed).Shuffle(CollectionsMarshal.AsSpan(batches));
        return batches;
    }
}
