namespace Microsoft.ML.Dpcpl;

/// <summary>How many items of a group a list of recommendations may hold, for <see cref="SequenceTransformer.Options.Caps"/>. Immutable.</summary>
/// <remarks>Made by <see cref="ItemGroups.AtMost(int)"/>. Items without a group are not capped.</remarks>
public sealed class ItemCaps
{
    /// <param name="groups">Group ids by item id, V + 1 entries; 0 for none.</param>
    /// <param name="most">Most items by group id.</param>
    /// <param name="vocabulary"><c>KeyChecksum</c> of the items.</param>
    internal ItemCaps(int[] groups, int[] most, string vocabulary) => (Groups, Most, Vocabulary) = (groups, most, vocabulary);

    internal int[] Groups { get; }

    internal int[] Most { get; }

    internal string Vocabulary { get; }

    internal int ItemCount => Groups.Length - 1;
}
