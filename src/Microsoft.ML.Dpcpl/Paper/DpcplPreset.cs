namespace Microsoft.ML.Dpcpl;

/// <summary>Ready-made settings of <see cref="DpcplTrainer.Options"/>.</summary>
public enum DpcplPreset
{
    /// <summary>What a user gets who sets nothing: the paper's ideas with every measured improvement switched on.</summary>
    Best,

    /// <summary>The paper as written: one-negative BPR, plain filter, masked behavior streams, low-rank token maps.</summary>
    Paper,
}
