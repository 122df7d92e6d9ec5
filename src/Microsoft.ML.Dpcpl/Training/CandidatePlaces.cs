namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Where items stand in a list of candidates; an item may stand in several places. The last ones can be taken away again.</summary>
internal sealed class CandidatePlaces(int itemCount)
{
    private readonly int[] _newest = new int[itemCount + 1];
    private int[] _older = [];
    private long[] _items = [];

    public int Count { get; private set; }

    /// <summary>By item: above 0 where it stands somewhere.</summary>
    public ReadOnlySpan<int> Newest => _newest;

    public void Add(ReadOnlySpan<long> items)
    {
        int count = Count + items.Length;
        if (_items.Length < count)
        {
            Array.Resize(ref _items, Math.Max(count, 2 * _items.Length));
            Array.Resize(ref _older, _items.Length);
        }

        foreach (long item in items)
        {
            _items[Count] = item;
            (_older[Count], _newest[item]) = (_newest[item], ++Count);
        }
    }

    /// <summary>Takes the newest places away until <paramref name="count"/> are left.</summary>
    public void Shrink(int count)
    {
        while (Count > count)
            _newest[_items[--Count]] = _older[Count];
    }

    /// <summary>The item's places, the newest first.</summary>
    public IEnumerable<int> Of(long item)
    {
        for (int place = _newest[item]; place > 0; place = _older[place - 1])
            yield return place - 1;
    }
}
