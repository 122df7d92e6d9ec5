using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;

/// <summary>
/// A random segment of each window of a batch, at most half of its events, in three views: the window without it, the segment alone, and as many events of other windows in its
/// place. What a view leaves out is hidden; its place is not.
/// </summary>
/// <remarks>
/// Other events are those of the batch's other windows, one window after the other (the paper: of all users). Windows of fewer than two events have no views.
/// Views have no times: the encoder reads none.
/// </remarks>
internal sealed class Segments
{
    private const int Views = 3, FewestEvents = 2;

    // Places of the events in the batch, window after window, and where each window begins there.
    private readonly List<int> _events = [];
    private readonly List<int> _starts = [];
    private long[] _items = [];
    private long[] _behaviors = [];

    /// <summary>Fills views of m windows: the windows without their segments come first, then the m segments, then what stands in their place. Gives m; 0 where no window has another.</summary>
    /// <param name="views">Is emptied and receives them.</param>
    /// <param name="batch">Windows some of whose events are hidden; those that are targets are shown again.</param>
    /// <param name="random">Everything random comes from it.</param>
    public int Fill(WindowBatch views, TrainingBatch batch, ref SeededRandom random)
    {
        WindowBatch windows = batch.Windows;
        Show(batch);
        ListEvents(windows);
        int count = _starts.Count - 1;
        if (count < 2)
            return 0;
        views.Reset(Views * count, windows.Length, 0, 0, 0);
        for (int window = 0; window < count; window++)
        {
            int start = _starts[window], events = _starts[window + 1] - start, others = _events.Count - events;
            int length = 1 + random.NextInt32(events / 2), first = random.NextInt32(events - length + 1), other = random.NextInt32(others);
            for (int i = 0; i < events; i++)
            {
                int place = _events[start + i], slot = place / windows.Count;
                bool isInside = i >= first && i < first + length;
                Put(views, slot, window, isInside ? null : place);
                Put(views, slot, count + window, isInside ? place : null);
                Put(views, slot, (2 * count) + window, isInside ? Other((other + i - first) % others, start, events) : null);
            }
        }

        return count;
    }

    /// <summary>The events of the windows before any was hidden to be predicted.</summary>
    private void Show(TrainingBatch batch)
    {
        _items = [.. batch.Windows.Items];
        _behaviors = [.. batch.Windows.Behaviors];
        for (int target = 0; target < batch.TargetSlots.Count; target++)
            (_items[batch.TargetSlots[target]], _behaviors[batch.TargetSlots[target]]) = (batch.Targets[target], batch.TargetBehaviors[target] + 1);
    }

    private void ListEvents(WindowBatch windows)
    {
        _events.Clear();
        _starts.Clear();
        for (int window = 0; window < windows.Count; window++)
        {
            int count = windows.EventCount(window);
            if (count < FewestEvents)
                continue;
            _starts.Add(_events.Count);
            for (int slot = windows.Length - count; slot < windows.Length; slot++)
                _events.Add((slot * windows.Count) + window);
        }

        _starts.Add(_events.Count);
    }

    /// <summary>An event of another window than the one that begins there.</summary>
    private int Other(int index, int start, int events) => _events[index < start ? index : index + events];

    private void Put(WindowBatch views, int slot, int view, int? place)
    {
        int to = (slot * views.Count) + view;
        views.Valid[to] = 1;
        if (place is { } from)
            (views.Items[to], views.Behaviors[to]) = (_items[from], _behaviors[from]);
    }
}
