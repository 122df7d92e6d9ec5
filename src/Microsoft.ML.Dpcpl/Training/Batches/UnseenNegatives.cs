using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Negatives for each vector, uniform over the items that its user has not touched in the events that the stage may know.</summary>
/// <param name="data">What the stage may know.</param>
/// <param name="count">Negatives for each vector.</param>
internal sealed class UnseenNegatives(StageData data, int count) : INegativeSampler
{
    private readonly int[] _known = data.KnownItems();

    public bool TakesAll => false;

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        int vectors = batch.Targets.Length / batch.TargetCount;
        batch.Negatives = WindowBatch.Cleared(batch.Negatives, vectors * count);
        for (int i = 0; i < vectors; i++)
        {
            int window = batch.TargetSlots.Count > 0 ? (int)(batch.TargetSlots[i] % examples.Length) : i;
            DrawUnseen(batch.Negatives.AsSpan(i * count, count), examples[window].User, ref random);
        }
    }

    private void DrawUnseen(Span<long> negatives, int user, ref SeededRandom random)
    {
        const int Tries = 100;
        ReadOnlySpan<int> seen = data.Sequences.Store.ItemsOf(user)[..data.Lengths[user]];
        foreach (ref long negative in negatives)
        {
            int item = 0;
            // A user who touched nearly the whole catalog gets a seen item rather than an endless search.
            for (int i = 0; i < Tries && (item == 0 || seen.Contains(item)); i++)
                item = _known[random.NextInt32(_known.Length)];
            negative = item;
        }
    }
}
