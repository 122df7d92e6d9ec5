using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>
/// Random events of a window are hidden, and their slots must say what they were from those before and after. Of a share of the windows the newest event alone
/// is hidden, as at scoring. For encoders that are an <see cref="IClozeEncoder"/>.
/// </summary>
/// <remarks>
/// Under the strict protocol no other event of a window shows the item of a hidden one: with the newest event hidden the window is what it would be at scoring,
/// otherwise they are hidden, too, without being targets.
/// </remarks>
/// <param name="data">What the stage may know.</param>
/// <param name="share">With which probability an event is hidden; one of a window is at least.</param>
/// <param name="newestShare">Share of the windows whose newest event alone is hidden.</param>
/// <param name="alwaysNewest">Whether the newest event of the other windows is always hidden.</param>
internal sealed class Cloze(StageData data, double share, double newestShare, bool alwaysNewest = false) : IBatchTask
{
    private readonly UserHistoryBuffer _history = new();
    private readonly SlotTargets _targets = new(data.Behaviors);
    private readonly List<int> _drawn = [];

    /// <inheritdoc/>
    /// <remarks>What stands at the cut is hidden or shown as any other.</remarks>
    public int EventCount(Example example) => example.Cut + 1;

    public int TargetCount(Example example)
    {
        double some = (share * Math.Min(example.Cut + 1, data.Recipe.Length)) + (alwaysNewest ? 1 - share : 0);
        return Math.Max(1, (int)Math.Round(newestShare + ((1 - newestShare) * some)));
    }

    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        for (int i = 0; i < examples.Length; i++)
        {
            if (random.NextDouble() < newestShare)
                HideNewest(batch, i, examples[i], ref random);
            else
                HideSome(batch, i, examples[i], ref random);
        }

        _targets.Write(batch, ref random);
    }

    /// <inheritdoc/>
    public Tensor Encode(SequenceEncoder encoder, Tensor itemVectors, WindowInputs inputs, Prompts? prompts, Dropout dropout, TrainingBatch batch) =>
        SlotTargets.Of(((IClozeEncoder)encoder).EncodeSlots(itemVectors, inputs, dropout), batch);

    private bool IsStrict => data.RepeatPolicy == RepeatPolicy.TargetPairRemoved;

    private void HideNewest(TrainingBatch batch, int window, Example example, ref SeededRandom random)
    {
        // The window ends at any of the example's events, so that over the epochs each is the newest.
        int first = Math.Max(1, example.Cut + 1 - data.Recipe.Length), cut = first + random.NextInt32(example.Cut + 1 - first);
        int target = data.Sequences.Store.ItemsOf(example.User)[cut];
        if (target == 0 || !FillWindow(batch, window, example.User, cut, IsStrict ? target : 0))
            return;
        batch.Windows.AppendHidden(window);
        _targets.Add(batch, batch.Windows.Length - 1, window, target, data.Sequences.Store.BehaviorsOf(example.User)[cut]);
    }

    private void HideSome(TrainingBatch batch, int window, Example example, ref SeededRandom random)
    {
        WindowBatch windows = batch.Windows;
        FillWindow(batch, window, example.User, example.Cut + 1, excludedItem: 0);
        int Place(int slot) => (slot * windows.Count) + window;
        int count = windows.EventCount(window), first = windows.Length - count;
        // Nothing says anything about an only event.
        if (count < 2)
            return;
        _drawn.Clear();
        for (int slot = first; slot < windows.Length; slot++)
        {
            if (random.NextDouble() < share || (alwaysNewest && slot == windows.Length - 1))
                _drawn.Add(slot);
        }

        if (_drawn.Count == 0)
            _drawn.Add(first + random.NextInt32(count));
        foreach (int slot in _drawn)
            _targets.Add(batch, slot, window, windows.Items[Place(slot)], windows.Behaviors[Place(slot)]);
        foreach (int slot in _drawn)
        {
            long item = windows.Items[Place(slot)];
            windows.Hide(window, slot);
            for (int other = first; IsStrict && other < windows.Length; other++)
            {
                if (windows.Items[Place(other)] == item)
                    windows.Hide(window, other);
            }
        }
    }

    private bool FillWindow(TrainingBatch batch, int window, int user, int length, int excludedItem) => data.Recipe.FillWindow(
        batch.Windows, window, data.Sequences, new HistoryCut(user, length, data.PretrainLengths[user], excludedItem), _history);
}
