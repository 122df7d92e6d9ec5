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
    private readonly SlotTargets _targets = new(data.Behaviors);

    public int TargetCount(Example example) => Math.Min(example.Cut, data.Recipe.Length);

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
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
                    _targets.Add(batch, slot, i, target, behaviors[next]);
                next = e;
            }
        }

        _targets.Write(batch, ref random);
    }

    /// <inheritdoc/>
    public Tensor Encode(SequenceEncoder encoder, Tensor itemVectors, WindowInputs inputs, Prompts? prompts, Dropout dropout, TrainingBatch batch) =>
        SlotTargets.Of(encoder.EncodeAllPositions(itemVectors, inputs, dropout), batch);
}
