
namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>
/// One batch of windows as plain arrays, reused from batch to batch. Windows are columns: slot t of window i stands at t * n + i.
/// </summary>
internal sealed class WindowBatch
{
    private int _historyLength;

    /// <summary>n: windows.</summary>
    public int Count { get; private set; }

    /// <summary>T: slots.</summary>
    public int Length { get; private set; }

    /// <summary>[T, n] item ids, 0 where empty or hidden.</summary>
    public long[] Items { get; private set; } = [];

    /// <summary>[T, n] behavior ids, 0 where empty, hidden or unknown.</summary>
    public long[] Behaviors { get; private set; } = [];

    /// <summary>[T, n]: 1 where an event stands.</summary>
    public float[] Valid { get; private set; } = [];

    /// <summary>[T, n]: days before the newest event of the window, 0 where empty.</summary>
    public float[] Days { get; private set; } = [];

    /// <summary>[n, A] category ids of the attributes.</summary>
    public long[] Attributes { get; private set; } = [];

    /// <summary>[n, K] buckets of the statistics.</summary>
    public long[] Statistics { get; private set; } = [];

    /// <summary>[m, T_h] item ids of the non-empty behavior histories, one after the other, padded on the right.</summary>
    public List<long> HistoryItems { get; } = [];

    /// <summary>[m]: last filled position of each.</summary>
    public List<long> HistoryLast { get; } = [];

    /// <summary>[m]: window * B + behavior - 1 of each.</summary>
    public List<long> HistoryPlaces { get; } = [];

    /// <summary>Makes room for n windows and empties them.</summary>
    public void Reset(int count, int length, int attributes, int statistics, int historyLength)
    {
        (Count, Length, _historyLength) = (count, length, historyLength);
        Items = Cleared(Items, count * length);
        Behaviors = Cleared(Behaviors, count * length);
        Valid = Cleared(Valid, count * length);
        Days = Cleared(Days, count * length);
        Attributes = Cleared(Attributes, count * attributes);
        Statistics = Cleared(Statistics, count * statistics);
        HistoryItems.Clear();
        HistoryLast.Clear();
        HistoryPlaces.Clear();
    }

    /// <summary>
    /// Puts the newest events of a history into window <paramref name="window"/>, the last one into slot T - 1; unknown items are
    /// passed over and the first <paramref name="reserved"/> slots stay empty. Returns how many events fitted.
    /// </summary>
    /// <param name="window">Which one.</param>
    /// <param name="items">Items of the history.</param>
    /// <param name="behaviors">As many behaviors.</param>
    /// <param name="times">As many times.</param>
    /// <param name="timeUnit">Seconds in a unit of the times.</param>
    /// <param name="reserved">C.</param>
    public int FillWindow(
        int window, ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, ReadOnlySpan<long> times, double timeUnit, int reserved)
    {
        int slot = Length;
        long newest = 0;
        for (int i = items.Length - 1; i >= 0 && slot > reserved; i--)
        {
            if (items[i] == 0)
                continue;
            if (slot == Length)
                newest = times[i];
            int place = (--slot * Count) + window;
            Items[place] = items[i];
            Behaviors[place] = behaviors[i];
            Valid[place] = 1;
            Days[place] = (float)((newest - times[i]) * timeUnit / TimeSpan.SecondsPerDay);
        }

        return Length - slot;
    }

    /// <summary>Events of a window whose empty slots stand before them, hidden ones among them.</summary>
    public int EventCount(int window)
    {
        int count = 0;
        for (int place = Items.Length - Count + window; place >= 0 && Valid[place] > 0; place -= Count)
            count++;
        return count;
    }

    /// <summary>Hides what happened in a slot: an event is left of which nothing is known but its place.</summary>
    public void Hide(int window, int slot)
    {
        int place = (slot * Count) + window;
        (Items[place], Behaviors[place]) = (0, 0);
    }

    /// <summary>Ends a window with a hidden event. Those before it move one slot to the left; the oldest of a full window is left out.</summary>
    public void AppendHidden(int window)
    {
        for (int to = window, from = window + Count; from < Items.Length; to = from, from += Count)
            (Items[to], Behaviors[to], Valid[to], Days[to]) = (Items[from], Behaviors[from], Valid[from], Days[from]);
        int last = Items.Length - Count + window;
        (Items[last], Behaviors[last], Valid[last], Days[last]) = (0, 0, 1, 0);
    }

    /// <summary>Adds the newest events of each behavior to the histories that the prompts' GRU reads.</summary>
    public void FillHistories(int window, ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, int behaviorCount)
    {
        for (int behavior = 1; behavior <= behaviorCount; behavior++)
        {
            int start = HistoryItems.Count;
            for (int i = items.Length - 1; i >= 0 && HistoryItems.Count - start < _historyLength; i--)
            {
                if (behaviors[i] == behavior && items[i] != 0)
                    HistoryItems.Add(items[i]);
            }

            int found = HistoryItems.Count - start;
            if (found == 0)
                continue;
            HistoryItems.Reverse(start, found);
            for (int i = found; i < _historyLength; i++)
                HistoryItems.Add(0);
            HistoryLast.Add(found - 1);
            HistoryPlaces.Add(((long)window * behaviorCount) + behavior - 1);
        }
    }

    /// <summary>Keeps some of the windows, in the given order.</summary>
    /// <param name="windows">Ascending.</param>
    /// <param name="behaviorCount">B of <see cref="HistoryPlaces"/>.</param>
    public void Keep(ReadOnlySpan<int> windows, int behaviorCount)
    {
        (Items, Behaviors, Valid, Days) = (Columns(Items, windows), Columns(Behaviors, windows), Columns(Valid, windows), Columns(Days, windows));
        (Attributes, Statistics) = (Lines(Attributes, windows), Lines(Statistics, windows));
        int kept = 0;
        for (int line = 0; line < HistoryPlaces.Count; line++)
        {
            int window = windows.BinarySearch((int)(HistoryPlaces[line] / behaviorCount));
            if (window < 0)
                continue;
            HistoryPlaces[kept] = ((long)window * behaviorCount) + (HistoryPlaces[line] % behaviorCount);
            HistoryLast[kept] = HistoryLast[line];
            for (int i = 0; i < _historyLength; i++)
                HistoryItems[(kept * _historyLength) + i] = HistoryItems[(line * _historyLength) + i];
            kept++;
        }

        HistoryPlaces.RemoveRange(kept, HistoryPlaces.Count - kept);
        HistoryLast.RemoveRange(kept, HistoryLast.Count - kept);
        HistoryItems.RemoveRange(kept * _historyLength, HistoryItems.Count - (kept * _historyLength));
        Count = windows.Length;
    }

    private T[] Columns<T>(T[] slots, ReadOnlySpan<int> windows)
    {
        var kept = new T[Length * windows.Length];
        for (int slot = 0; slot < Length; slot++)
        {
            for (int i = 0; i < windows.Length; i++)
                kept[(slot * windows.Length) + i] = slots[(slot * Count) + windows[i]];
        }

        return kept;
    }

    private T[] Lines<T>(T[] lines, ReadOnlySpan<int> windows)
    {
        int width = Count == 0 ? 0 : lines.Length / Count;
        var kept = new T[windows.Length * width];
        for (int i = 0; i < windows.Length; i++)
            lines.AsSpan(windows[i] * width, width).CopyTo(kept.AsSpan(i * width));
        return kept;
    }

    internal static T[] Cleared<T>(T[] array, int length)
    {
        if (array.Length != length)
            return new T[length];
        Array.Clear(array);
        return array;
    }
}
