using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>The distinct known items of one history at a time, in ascending order; the buffer is used again for every history.</summary>
internal sealed class SeenItems
{
    private int[] _items = [];
    private int _count;

    /// <summary>Valid until the next history is filled in.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    /// <param name="store">Histories.</param>
    /// <param name="user">Which one.</param>
    /// <param name="counting">Only events of these behaviors (<see cref="SeenBehaviors"/>); null takes all.</param>
    /// <param name="itemCount">Ids above it are unknown, as 0 is.</param>
    public ReadOnlySpan<int> Fill(SequenceStore store, int user, bool[]? counting, int itemCount) =>
        Fill(store.ItemsOf(user), store.BehaviorsOf(user), counting, itemCount);

    /// <param name="items">Items of a history.</param>
    /// <param name="behaviors">Its behaviors.</param>
    /// <param name="counting">Only events of these behaviors (<see cref="SeenBehaviors"/>); null takes all.</param>
    /// <param name="itemCount">Ids above it are unknown, as 0 is.</param>
    public ReadOnlySpan<int> Fill(ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, bool[]? counting, int itemCount)
    {
        if (_items.Length < items.Length)
            _items = new int[items.Length];
        _count = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] > 0 && items[i] <= itemCount && (counting is null || counting[behaviors[i]]))
                _items[_count++] = items[i];
        }

        Span<int> found = _items.AsSpan(0, _count);
        found.Sort();
        int distinct = 0;
        foreach (int item in found)
        {
            if (distinct == 0 || found[distinct - 1] != item)
                found[distinct++] = item;
        }

        _count = distinct;
        return Items;
    }
}
