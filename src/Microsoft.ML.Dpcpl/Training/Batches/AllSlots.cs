using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>The slot of every event predicts the event after it; under the strict protocol only an item that the user did not have before. For causal encoders.</summary>
/// <param name="data">What the stage may know.</param>
internal sealed class AllSlots(StageData data) : IBatchTask
{
    private readonly UserHistoryBuffer _history = new();
    private readonly List<long> _targets = [];
    private readonly List<long> _targetBehaviors = [];

    public int TargetCount(Example example) => Math.Min(example.Cut, data.Recipe.Length);

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        _targets.Clear();
        _targetBehaviors.Clear();
        bool strict = data.RepeatPolicy == RepeatPolicy.TargetPairRemoved;
        for (int i = 0; i < examples.Length; i++)
        {
            Example example = examples[i];
            ReadOnlySpan<int> items = data.Sequences.Store.ItemsOf(example.User);
            ReadOnlySpan<byte> behaviors = data.Sequences.Store.BehaviorsOf(example.User);
            var cut = new HistoryCut(example.User, example.Cut, data.PretrainLengths[example.User]);
            data.Recipe.FillWindow(batch.Windows, i, data.Sequences, cut, _history);
            int slot = batch.Windows.Length;
            for (int e = example.Cut - 1, next = example.Cut; e >= 0 && slot > 0; e--)
            {
                if (items[e] == 0)
                    continue;
                slot--;
                int target = items[next];
                if (target != 0 && !(strict && items[..next].Contains(target)))
                {
                    batch.TargetSlots.Add(((long)slot * examples.Length) + i);
                    _targets.Add(target);
                    _targetBehaviors.Add(behaviors[next] - 1);
                }

                next = e;
            }
        }

        batch.TargetCount = 1;
        batch.Targets = [.. _targets];
        batch.Weights = WindowBatch.Cleared(batch.Weights, batch.Targets.Length);
        batch.Weights.AsSpan().Fill(1);
        batch.TargetBehaviors = [.. _targetBehaviors];
        batch.OtherBehaviors = WindowBatch.Cleared(batch.OtherBehaviors, batch.Targets.Length);
        for (int i = 0; i < batch.OtherBehaviors.Length; i++)
            batch.OtherBehaviors[i] = OtherBehaviors.Draw(data.Behaviors, batch.TargetBehaviors[i], ref random);
    }

    /// <inheritdoc/>
    public Tensor Encode(SequenceEncoder encoder, Tensor itemVectors, WindowInputs inputs, Prompts? prompts, Dropout dropout, TrainingBatch batch)
    {
        Tensor slots = encoder.EncodeAllPositions(itemVectors, inputs, dropout);
        return slots.flatten(0, 1).index_select(0, BatchTensors.Indices(CollectionsMarshal.AsSpan(batch.TargetSlots), slots.device, batch.TargetSlots.Count));
    }
}
