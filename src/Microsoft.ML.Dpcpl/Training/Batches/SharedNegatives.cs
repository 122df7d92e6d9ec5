using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Negatives that all vectors of the batch share, uniform over the known items and with replacement.</summary>
/// <remarks>
/// The user's other items stay negatives: without them nothing would teach the network to tell the next item from the ones around it.
/// </remarks>
/// <param name="data">What the stage may know.</param>
/// <param name="count">Negatives of a batch.</param>
internal sealed class SharedNegatives(StageData data, int count) : INegativeSampler
{
    private readonly int[] _known = data.KnownItems();
    private readonly int[] _negativeOf = new int[data.Items + 1];

    public bool TakesAll => false;

    public bool Shares => true;

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        batch.Negatives = WindowBatch.Cleared(batch.Negatives, count);
        foreach (ref long negative in batch.Negatives.AsSpan())
            negative = _known[random.NextInt32(_known.Length)];
        FindTargetNegatives(batch);
    }

    /// <summary>Finds the negatives that a vector must predict.</summary>
    private void FindTargetNegatives(TrainingBatch batch)
    {
        // The places of one item form a chain, from 1 so that 0 ends it.
        int vectors = batch.Targets.Length / batch.TargetCount;
        Span<int> next = count <= 1024 ? stackalloc int[count] : new int[count];
        for (int j = 0; j < count; j++)
        {
            ref int first = ref _negativeOf[batch.Negatives[j]];
            (next[j], first) = (first, j + 1);
        }

        for (int i = 0; i < vectors; i++)
        {
            foreach (long target in batch.Targets.AsSpan(i * batch.TargetCount, batch.TargetCount))
            {
                for (int j = target == 0 ? 0 : _negativeOf[target]; j > 0; j = next[j - 1])
                    batch.TargetNegatives.Add(((long)i * count) + j - 1);
            }
        }

        foreach (long negative in batch.Negatives)
            _negativeOf[negative] = 0;
    }
}
