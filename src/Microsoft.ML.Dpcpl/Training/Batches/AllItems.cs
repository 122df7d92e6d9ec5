using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>No negatives are drawn: the loss looks at all items.</summary>
internal sealed class AllItems : INegativeSampler
{
    /// <exception cref="InvalidOperationException">There is no item to learn from.</exception>
    public AllItems(StageData data) => _ = data.KnownItems();

    public bool TakesAll => true;

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random) => batch.Negatives = [];
}
