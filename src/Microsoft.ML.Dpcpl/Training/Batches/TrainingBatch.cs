using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>A batch of windows with what they are to predict, as plain arrays.</summary>
internal sealed class TrainingBatch
{
    public WindowBatch Windows { get; } = new();

    /// <summary>K: targets of each user vector.</summary>
    public int TargetCount { get; set; }

    /// <summary>[n']: slot * windows + window of each slot with a target, where all positions have some; there n below is n', and K is 1. Otherwise empty.</summary>
    public List<long> TargetSlots { get; } = [];

    /// <summary>[n, K] item ids, 0 where there is no target.</summary>
    public long[] Targets { get; set; } = [];

    /// <summary>[n, K] weights, 0 where there is no target.</summary>
    public float[] Weights { get; set; } = [];

    /// <summary>[n]: behavior id - 1 of the first target; -1 where it is unknown.</summary>
    public long[] TargetBehaviors { get; set; } = [];

    /// <summary>[n]: another behavior id - 1, for the pairwise behavior term.</summary>
    public long[] OtherBehaviors { get; set; } = [];

    /// <summary>Negative item ids: [n, m], or [m] shared by the batch.</summary>
    public long[] Negatives { get; set; } = [];

    /// <summary>Places window * m + j where shared negative j is one of the window's targets.</summary>
    public List<long> TargetNegatives { get; } = [];

    /// <summary>[n]: where <see cref="FrozenWindows"/> keeps each window; otherwise empty.</summary>
    public List<int> FrozenPlaces { get; } = [];

    /// <summary>
    /// The distinct item ids of the batch, 0 first, when the item table is trained: the arrays above then hold places in this
    /// list in the place of ids. Null otherwise.
    /// </summary>
    public long[]? Rows { get; set; }

    /// <summary>What the whole batch came to of which this is a share; null where this is all of it.</summary>
    public WholeBatch? Whole { get; set; }
}
