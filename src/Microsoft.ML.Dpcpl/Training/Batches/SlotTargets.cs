using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>The targets of single slots of a batch's windows, one after the other.</summary>
/// <param name="behaviors">B.</param>
internal sealed class SlotTargets(int behaviors)
{
    private readonly List<long> _items = [];
    private readonly List<long> _behaviors = [];

    /// <summary>Adds what a slot is to predict.</summary>
    /// <param name="batch">The batch, whose slots with a target are listed there.</param>
    /// <param name="slot">Which slot</param>
    /// <param name="window">of which window.</param>
    /// <param name="item">The item.</param>
    /// <param name="behavior">Id of its behavior; 0 where that is unknown.</param>
    public void Add(TrainingBatch batch, int slot, int window, long item, long behavior)
    {
        batch.TargetSlots.Add(((long)slot * batch.Windows.Count) + window);
        _items.Add(item);
        _behaviors.Add(behavior - 1);
    }

    /// <summary>Writes all that were added into the batch, each of weight 1, and forgets them.</summary>
    public void Write(TrainingBatch batch, ref SeededRandom random)
    {
        batch.TargetCount = 1;
        batch.Targets = [.. _items];
        batch.Weights = WindowBatch.Cleared(batch.Weights, batch.Targets.Length);
        batch.Weights.AsSpan().Fill(1);
        batch.TargetBehaviors = [.. _behaviors];
        batch.OtherBehaviors = WindowBatch.Cleared(batch.OtherBehaviors, batch.Targets.Length);
        for (int i = 0; i < batch.OtherBehaviors.Length; i++)
            batch.OtherBehaviors[i] = OtherBehaviors.Draw(behaviors, batch.TargetBehaviors[i], ref random);
        _items.Clear();
        _behaviors.Clear();
    }

    /// <summary>The vectors of the slots with a target, [n', d].</summary>
    /// <param name="slots">Those of all slots, [T, n, d].</param>
    /// <param name="batch">The batch.</param>
    public static Tensor Of(Tensor slots, TrainingBatch batch) =>
        slots.flatten(0, 1).index_select(0, HostCopies.Send(CollectionsMarshal.AsSpan(batch.TargetSlots), slots.device, batch.TargetSlots.Count));
}
