using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>The best items under caps of several groupings at once: those that reading the whole ranking from the top would take, leaving out an item when one of its groups is full.</summary>
/// <remarks>
/// What that reading leaves out of some items it may take among more of them: a better item fills a brand, another one of that brand falls, and with it a place in its
/// category comes free (<see cref="CappedList"/> has one grouping, where this cannot be). So nothing is dropped but what comes too late in any case. Of p groupings, reading takes
/// at least a p-th of any set of items that the caps admit together (Korte and Hausmann, 1978): where p times as many as are wanted stand above an item, and fit together, the list is
/// full before that item is looked at. Where so many never fit together, all items are kept: 8 bytes each.
/// </remarks>
/// <param name="wanted">Length of the list.</param>
/// <param name="groupings">Of each: group by item id, 0 for none; cap by group, of which that of 0 is not looked at.</param>
internal sealed class JointlyCappedList(int wanted, (int[] Of, int[] Most)[] groupings) : BestItems(wanted)
{
    private const int Room = 64;

    private readonly Dictionary<int, int>[] _taken = [.. groupings.Select(_ => new Dictionary<int, int>())];
    private readonly long _enough = (long)groupings.Length * wanted;
    private RankedItem[] _entries = new RankedItem[Room];
    private int _count;
    private float _threshold = float.NaN;

    public override float Threshold => _threshold;

    public override BestItems Another() => new JointlyCappedList(Wanted, groupings);

    public override void Offer(int item, float score)
    {
        if (float.IsNaN(score) || Wanted == 0 || RulesOut(item, score))
            return;
        if (_count == _entries.Length)
        {
            Cut();
            if (_count > _entries.Length / 2)
                Array.Resize(ref _entries, 2 * _entries.Length);
            if (RulesOut(item, score))
                return;
        }

        _entries[_count++] = new RankedItem(item, score);
    }

    public override void Offer(BestItems other)
    {
        var list = (JointlyCappedList)other;
        for (int i = 0; i < list._count; i++)
            Offer(list._entries[i].Item, list._entries[i].Score);
        Cut();
    }

    /// <inheritdoc/>
    public override bool RulesOut(int item, float atMost)
    {
        if (atMost < _threshold)
            return true;
        foreach ((int[] of, int[] most) in groupings)
        {
            if (of[item] is not 0 and int group && most[group] == 0)
                return true;
        }

        return false;
    }

    public override void Drain(Span<int> items, Span<float> scores)
    {
        items.Clear();
        scores.Fill(float.NaN);
        int listed = 0;
        foreach (RankedItem entry in Sorted())
        {
            if (listed == Wanted)
                break;
            if (TryTake(entry.Item))
                (items[listed], scores[listed++]) = (entry.Item, entry.Score);
        }

        (_count, _threshold) = (0, float.NaN);
    }

    /// <summary>Drops what comes after enough items that fit together.</summary>
    private void Cut()
    {
        Span<RankedItem> entries = Sorted();
        long fit = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (TryTake(entries[i].Item) && ++fit == _enough)
            {
                (_count, _threshold) = (i + 1, entries[i].Score);
                return;
            }
        }
    }

    /// <summary>The entries, best first, of which none is taken yet.</summary>
    private Span<RankedItem> Sorted()
    {
        Span<RankedItem> entries = _entries.AsSpan(0, _count);
        entries.Sort();
        foreach (Dictionary<int, int> taken in _taken)
            taken.Clear();
        return entries;
    }

    private bool TryTake(int item)
    {
        for (int g = 0; g < groupings.Length; g++)
        {
            if (groupings[g].Of[item] is not 0 and int group && _taken[g].GetValueOrDefault(group) == groupings[g].Most[group])
                return false;
        }

        for (int g = 0; g < groupings.Length; g++)
        {
            if (groupings[g].Of[item] is not 0 and int group)
                CollectionsMarshal.GetValueRefOrAddDefault(_taken[g], group, out _)++;
        }

        return true;
    }
}
