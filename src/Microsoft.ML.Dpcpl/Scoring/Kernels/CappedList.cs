using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>The best items of which no group has more than its cap: those that reading the whole ranking from the top would take.</summary>
/// <remarks>
/// What that reading leaves of some items is all that it can leave of them and others: an item falls behind a full list, or a full group,
/// of better ones, and stays behind whatever comes. So a buffer is cut to its list whenever it is full, and the list of all is exact.
/// </remarks>
/// <param name="wanted">Length of the list.</param>
/// <param name="groups">Group by item id; 0 for none.</param>
/// <param name="most">Cap by group; that of 0 is not looked at.</param>
internal sealed class CappedList(int wanted, int[] groups, int[] most) : BestItems(wanted)
{
    private const int Room = 64;

    private readonly Dictionary<int, (int Taken, float Worst)> _taken = [];
    private readonly int _limit = (int)Math.Min(Array.MaxLength, (2L * wanted) + Room);
    private RankedItem[] _entries = new RankedItem[Room];
    private int _count;
    private float _threshold = float.NaN;

    public override float Threshold => _threshold;

    public override BestItems Another() => new CappedList(Wanted, groups, most);

    public override void Offer(int item, float score)
    {
        if (float.IsNaN(score) || Wanted == 0 || RulesOut(item, score))
            return;
        if (_count == _entries.Length)
        {
            if (_count < _limit)
                Array.Resize(ref _entries, Math.Min(_limit, 2 * _count));
            else
                Cut();
        }

        _entries[_count++] = new RankedItem(item, score);
    }

    public override void Offer(BestItems other)
    {
        var list = (CappedList)other;
        for (int i = 0; i < list._count; i++)
            Offer(list._entries[i].Item, list._entries[i].Score);
        Cut();
    }

    /// <inheritdoc/>
    public override bool RulesOut(int item, float atMost)
    {
        if (atMost < _threshold)
            return true;
        int group = groups[item];
        return group != 0 && (most[group] == 0 || (_taken.TryGetValue(group, out (int Taken, float Worst) full) && full.Taken == most[group] && atMost < full.Worst));
    }

    public override void Drain(Span<int> items, Span<float> scores)
    {
        Cut();
        items.Clear();
        scores.Fill(float.NaN);
        for (int i = 0; i < _count; i++)
            (items[i], scores[i]) = (_entries[i].Item, _entries[i].Score);
        (_count, _threshold) = (0, float.NaN);
        _taken.Clear();
    }

    /// <summary>Leaves what the list would hold if no more items came.</summary>
    private void Cut()
    {
        Span<RankedItem> entries = _entries.AsSpan(0, _count);
        entries.Sort();
        _taken.Clear();
        int kept = 0;
        for (int i = 0; i < entries.Length && kept < Wanted; i++)
        {
            RankedItem entry = entries[i];
            if (groups[entry.Item] is not 0 and int group)
            {
                ref (int Taken, float Worst) taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_taken, group, out _);
                if (taken.Taken >= most[group])
                    continue;
                taken = (taken.Taken + 1, entry.Score);
            }

            entries[kept++] = entry;
        }

        _count = kept;
        _threshold = kept > 0 && kept == Wanted ? entries[kept - 1].Score : float.NaN;
    }
}
