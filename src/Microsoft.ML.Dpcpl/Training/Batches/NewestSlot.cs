using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>The newest slot of a window predicts the event at the cut, and those after it that are new.</summary>
/// <param name="data">What the stage may know.</param>
/// <param name="futureWindow">K: events from the cut on that count; the first weighs 1, later ones 0.5.</param>
internal sealed class NewestSlot(StageData data, int futureWindow) : IBatchTask
{
    private readonly UserHistoryBuffer _history = new();

    public int TargetCount(Example example) => 1;

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        int n = examples.Length, k = futureWindow;
        batch.TargetCount = k;
        batch.Targets = WindowBatch.Cleared(batch.Targets, n * k);
        batch.Weights = WindowBatch.Cleared(batch.Weights, n * k);
        batch.TargetBehaviors = WindowBatch.Cleared(batch.TargetBehaviors, n);
        batch.OtherBehaviors = WindowBatch.Cleared(batch.OtherBehaviors, n);
        for (int i = 0; i < n; i++)
            FillExample(batch, i, examples[i], ref random);
    }

    public Tensor Encode(SequenceEncoder encoder, Tensor itemVectors, WindowInputs inputs, Prompts? prompts, Dropout dropout, TrainingBatch batch) =>
        encoder.Encode(itemVectors, inputs, prompts, dropout);

    private void FillExample(TrainingBatch batch, int place, Example example, ref SeededRandom random)
    {
        SequenceStore store = data.Sequences.Store;
        ReadOnlySpan<int> items = store.ItemsOf(example.User)[..data.Lengths[example.User]];
        ReadOnlySpan<byte> behaviors = store.BehaviorsOf(example.User);
        int target = items[example.Cut], behavior = behaviors[example.Cut];
        int excluded = data.RepeatPolicy == RepeatPolicy.TargetPairRemoved ? target : 0;
        var cut = new HistoryCut(example.User, example.Cut, data.PretrainLengths[example.User], excluded);
        bool any = data.Recipe.FillWindow(batch.Windows, place, data.Sequences, cut, _history);

        batch.TargetBehaviors[place] = behavior - 1;
        batch.OtherBehaviors[place] = OtherBehaviors.Draw(data.Behaviors, behavior - 1, ref random);
        if (!any || target == 0)
            return;

        // Later events of the future window count when they are new: no earlier target, and under the strict protocol not in the history.
        int filled = 0;
        float weight = data.Weight?.Invoke(example) ?? 1;
        for (int next = example.Cut; next < items.Length && next < example.Cut + futureWindow; next++)
        {
            int item = items[next];
            if (item == 0 || (next > example.Cut && items[example.Cut..next].Contains(item)))
                continue;
            if (next > example.Cut && excluded != 0 && _history.Items.Contains(item))
                continue;
            batch.Targets[(place * futureWindow) + filled] = item;
            batch.Weights[(place * futureWindow) + filled] = next == example.Cut ? weight : 0.5f * weight;
            filled++;
        }
    }
}
