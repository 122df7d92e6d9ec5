using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>Random views of windows, which say of a user nearly what the windows say: each is cropped, hidden in part, or reordered in part, one as likely as another.</summary>
/// <remarks>A behavior goes with its item; times stay with their slots. Source: Xie et al., Contrastive Learning for Sequential Recommendation, ICDE 2022.</remarks>
/// <param name="cropShare">Share of the events that a crop keeps, one after the other, rounded up.</param>
/// <param name="hiddenShare">Share of the events that are hidden, rounded down.</param>
/// <param name="reorderShare">Share of the events, one after the other, that are put into a random order, rounded up.</param>
internal sealed class WindowViews(double cropShare, double hiddenShare, double reorderShare)
{
    private int[] _slots = [];

    /// <summary>Fills a window, which is empty, with a view of another one.</summary>
    /// <param name="view">Receives the view; windows as long as those of <paramref name="source"/>.</param>
    /// <param name="window">Its place.</param>
    /// <param name="source">The windows.</param>
    /// <param name="of">Which of them; it begins with its empty slots.</param>
    /// <param name="random">Everything random comes from it.</param>
    public void Fill(WindowBatch view, int window, WindowBatch source, int of, ref SeededRandom random)
    {
        int count = source.EventCount(of), first = source.Length - count;
        if (_slots.Length < count)
            _slots = new int[source.Length];
        Span<int> slots = _slots.AsSpan(0, count);
        for (int i = 0; i < count; i++)
            slots[i] = first + i;
        switch (random.NextInt32(3))
        {
            case 0:
                Copy(view, window, source, of, Part(slots, cropShare, ref random));
                break;
            case 1:
                Copy(view, window, source, of, slots);
                random.Shuffle(slots);
                foreach (int slot in slots[..(int)(hiddenShare * count)])
                    view.Hide(window, slot);
                break;
            default:
                random.Shuffle(Part(slots, reorderShare, ref random));
                Copy(view, window, source, of, slots);
                break;
        }
    }

    /// <summary>A random part, so large a share of all.</summary>
    private static Span<int> Part(Span<int> slots, double share, ref SeededRandom random)
    {
        int length = (int)Math.Ceiling(share * slots.Length);
        return slots.Slice(random.NextInt32(slots.Length - length + 1), length);
    }

    /// <summary>Copies the events of these slots to the end of a window.</summary>
    private static void Copy(WindowBatch view, int window, WindowBatch source, int of, ReadOnlySpan<int> slots)
    {
        float newest = slots.Length == 0 ? 0 : source.Days[(Last(slots) * source.Count) + of];
        int start = slots.Length == 0 ? 0 : Last(slots) - slots.Length + 1;
        for (int i = 0; i < slots.Length; i++)
        {
            int to = ((view.Length - slots.Length + i) * view.Count) + window, from = (slots[i] * source.Count) + of;
            (view.Items[to], view.Behaviors[to], view.Valid[to]) = (source.Items[from], source.Behaviors[from], 1);
            view.Days[to] = source.Days[((start + i) * source.Count) + of] - newest;
        }
    }

    private static int Last(ReadOnlySpan<int> slots)
    {
        int last = 0;
        foreach (int slot in slots)
            last = Math.Max(last, slot);
        return last;
    }
}
