using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Which items stand against the targets of a batch.</summary>
internal interface INegativeSampler
{
    /// <summary>True: no item is drawn, every item of the table stands against the targets.</summary>
    bool TakesAll { get; }

    /// <summary>True: all vectors of a batch stand against the same items.</summary>
    bool Shares => TakesAll;

    /// <summary>Fills the negatives of a batch whose targets are there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="examples">Its examples, one for each window.</param>
    /// <param name="random">Everything random comes from it.</param>
    void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random);
}
