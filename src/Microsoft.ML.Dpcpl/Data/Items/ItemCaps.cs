using Microsoft.ML.Dpcpl.Data.Items;

namespace Microsoft.ML.Dpcpl;

/// <summary>How many items of a group a list of recommendations may hold, for <see cref="SequenceTransformer.Options.Caps"/>. Immutable.</summary>
/// <remarks>
/// Made by <see cref="ItemGroups.AtMost(int)"/>. Items without a group are not capped. A list is what reading the whole ranking from the top gives: an item is taken
/// unless one of its groups is full.
/// </remarks>
public sealed class ItemCaps
{
    /// <param name="groupings">One or more, see <see cref="Groupings"/>.</param>
    /// <param name="vocabulary"><c>KeyChecksum</c> of the items.</param>
    internal ItemCaps((int[] Of, int[] Most)[] groupings, string vocabulary)
    {
        (Groupings, Vocabulary) = (groupings, vocabulary);
        Kinds = groupings.Length == 1 ? groupings[0] : ItemKinds.Of(groupings);
    }

    /// <summary>Of each grouping: group ids by item id, V + 1 entries, 0 for none; most items by group id, of which that of 0 is not looked at.</summary>
    internal (int[] Of, int[] Most)[] Groupings { get; }

    /// <summary>The items by what they have in common with each other in all groupings: see <see cref="ItemKinds.Of"/>.</summary>
    internal (int[] Of, int[] Most) Kinds { get; }

    internal string Vocabulary { get; }

    internal int ItemCount => Groupings[0].Of.Length - 1;

    /// <summary>Caps by several groupings at once, for instance <c>categories.AtMost(3).And(brands.AtMost(2))</c>.</summary>
    /// <remarks>An item that finds one of its groups full takes no place in the others. It may be that fewer items fit together than are wanted, and fewer than another choice of them would be.</remarks>
    /// <param name="other">Caps of the same items.</param>
    /// <returns>New caps.</returns>
    /// <exception cref="ArgumentException">The other ones are of other items.</exception>
    public ItemCaps And(ItemCaps other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.ItemCount == ItemCount && other.Vocabulary == Vocabulary ? new ItemCaps([.. Groupings, .. other.Groupings], Vocabulary)
            : throw new ArgumentException($"The caps are of other items: {other.ItemCount} of them, not the {ItemCount} of these. Make both from one ItemCatalog.", nameof(other));
    }
}
