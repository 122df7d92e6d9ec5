using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>The best items under caps of several groupings at once: those that reading the whole ranking from the top would take, leaving out an item when one of its groups is full.</summary>
/// <remarks>
/// What that reading leaves out of some items it may take among more of them: a better item fills a brand, another one of that brand falls, and with it a place in its
/// category comes free (<see cref="CappedList"/> has one grouping, where this cannot be). So nothing is dropped but what falls in any case. Of items that have all their groups in
/// common, as many as the least of the caps fill a group, or fall because one is full: every further one falls, too. And of p groupings, reading takes at least a p-th of any set of
/// items that the caps admit together (Korte and Hausmann, 1978): below p times as many as are wanted, which fit together, nothing is looked at.
/// </remarks>
/// <param name="wanted">Length of the list.</param>
/// <param name="groupings">Of each: group by item id, 0 for none; cap by group, of which that of 0 is not looked at.</param>
/// <param name="kinds">Items with the same groups: kind by item id; the least cap of each kind, <see cref="int.MaxValue"/> for none.</param>
internal sealed class JointlyCappedList(int wanted, (int[] Of, int[] Most)[] groupings, (int[] Of, int[] Most) kinds) : BestItems(wanted)
{
    private const int Room = 64;

    private readonly Dictionary<int, int>[] _taken = [.. groupings.Select(_ => new Dictionary<int, int>())];
    private readonly Dictionary<int, (int Kept, float Worst)> _kept = [];
    private readonly long _enough = (long)groupings.Length * wanted;
    private RankedItem[] _entries = new RankedItem[Room];
    private int _count;
    private float _threshold = float.NaN;

    public override float Threshold => _threshold;

    public override BestItems Another() => new JointlyCappedList(Wanted, groupings, kinds);

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
        int kind = kinds.Of[item], most = kinds.Most[kind];
        return most == 0 || (_kept.TryGetValue(kind, out (int Kept, float Worst) same) && same.Kept == most && atMost < same.Worst);
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
        _kept.Clear();
    }

    /// <summary>Drops what falls in any case.</summary>
    private void Cut()
    {
        Span<RankedItem> entries = Sorted();
        _kept.Clear();
        int kept = 0;
        long fit = 0;
        for (int i = 0; i < entries.Length && fit < _enough; i++)
        {
            RankedItem entry = entries[i];
            ref (int Kept, float Worst) same = ref CollectionsMarshal.GetValueRefOrAddDefault(_kept, kinds.Of[entry.Item], out _);
            if (same.Kept == kinds.Most[kinds.Of[entry.Item]])
                continue;
            same = (same.Kept + 1, entry.Score);
            entries[kept++] = entry;
            if (TryTake(entry.Item) && ++fit == _enough)
                _threshold = entry.Score;
        }

        _count = kept;
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
