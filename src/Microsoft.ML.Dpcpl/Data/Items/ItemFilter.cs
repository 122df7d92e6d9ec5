using System.Collections;

namespace Microsoft.ML.Dpcpl;

/// <summary>Items that may be shown, for <see cref="SequenceTransformer.Options.Filter"/>. Immutable.</summary>
/// <remarks>
/// Made by <see cref="ItemCatalog.Where"/>, <see cref="ItemCatalog.Only(IEnumerable{string})"/> or <see cref="ItemGroups.Where"/>: a bit for each item that the
/// model knows. What is in stock changes; a filter does not: make a new one, and a transformer with it.
/// </remarks>
public sealed class ItemFilter
{
    private readonly BitArray _items;

    /// <param name="items">V + 1 bits, index = item id; bit 0 belongs to no item. Kept.</param>
    /// <param name="vocabulary"><c>KeyChecksum</c> of the items.</param>
    internal ItemFilter(BitArray items, string vocabulary)
    {
        (_items, Vocabulary) = (items, vocabulary);
        items[0] = false;
        for (int item = 1; item < items.Length; item++)
            Count += items[item] ? 1 : 0;
    }

    /// <summary>How many items may be shown.</summary>
    public int Count { get; }

    internal int ItemCount => _items.Length - 1;

    internal string Vocabulary { get; }

    /// <param name="item">An id, 1..V.</param>
    internal bool this[int item] => _items[item];

    /// <summary>What both let through.</summary>
    /// <param name="other">A filter of the same items.</param>
    /// <returns>A new filter.</returns>
    /// <exception cref="ArgumentException">The other one is of other items.</exception>
    public ItemFilter And(ItemFilter other) => new(new BitArray(_items).And(Checked(other)), Vocabulary);

    /// <summary>What at least one of both lets through.</summary>
    /// <param name="other">A filter of the same items.</param>
    /// <returns>A new filter.</returns>
    /// <exception cref="ArgumentException">The other one is of other items.</exception>
    public ItemFilter Or(ItemFilter other) => new(new BitArray(_items).Or(Checked(other)), Vocabulary);

    /// <summary>All other items.</summary>
    /// <returns>A new filter.</returns>
    public ItemFilter Not() => new(new BitArray(_items).Not(), Vocabulary);

    private BitArray Checked(ItemFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.ItemCount == ItemCount && other.Vocabulary == Vocabulary ? other._items
            : throw new ArgumentException($"The filter is of other items than this one. Make both from one ItemCatalog.", nameof(other));
    }
}
