using System.Collections;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl;

/// <summary>The group of each item, for instance its category or brand; an item may have none. Immutable.</summary>
/// <remarks>Made by <see cref="ItemCatalog.Groups(Func{string, string?})"/>.</remarks>
public sealed class ItemGroups
{
    private readonly int[] _groups;
    private readonly string[] _names;
    private readonly string _vocabulary;

    /// <param name="groupOf">Names of the groups by item id, V + 1 entries; null or empty for an item without one. Entry 0 belongs to no item.</param>
    /// <param name="vocabulary"><c>KeyChecksum</c> of the items.</param>
    internal ItemGroups(string?[] groupOf, string vocabulary)
    {
        _vocabulary = vocabulary;
        _groups = new int[groupOf.Length];
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<string>();
        for (int item = 1; item < groupOf.Length; item++)
        {
            if (groupOf[item] is not { Length: > 0 } name)
                continue;
            ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, name, out bool known);
            if (!known)
            {
                names.Add(name);
                id = names.Count;
            }

            _groups[item] = id;
        }

        _names = [.. names];
    }

    /// <summary>The groups, in the order of the keys of their first items.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The items of some groups.</summary>
    /// <param name="mayBeShown">Called once for each group with its name.</param>
    /// <returns>A filter that lets through the items of the groups for which it says true, and no item without a group.</returns>
    public ItemFilter Where(Func<string, bool> mayBeShown)
    {
        ArgumentNullException.ThrowIfNull(mayBeShown);
        bool[] taken = [false, .. _names.Select(mayBeShown)];
        return new ItemFilter(new BitArray(Array.ConvertAll(_groups, group => taken[group])), _vocabulary);
    }

    /// <summary>At most so many items of each group in a list.</summary>
    /// <param name="most">How many; 1 or more.</param>
    /// <returns>Caps for <see cref="SequenceTransformer.Options.Caps"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public ItemCaps AtMost(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return AtMost(_ => most);
    }

    /// <summary>At most so many items of a group in a list, for each group its own number.</summary>
    /// <param name="mostOf">Called once for each group with its name; 0 shows none of it.</param>
    /// <returns>Caps for <see cref="SequenceTransformer.Options.Caps"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public ItemCaps AtMost(Func<string, int> mostOf)
    {
        ArgumentNullException.ThrowIfNull(mostOf);
        int[] most = [int.MaxValue, .. _names.Select(mostOf)];
        if (Array.FindIndex(most, number => number < 0) is >= 0 and int group)
            throw new ArgumentOutOfRangeException(nameof(mostOf), most[group], $"At most {most[group]} items of group '{_names[group - 1]}': the number must not be negative.");
        return new ItemCaps([(_groups, most)], _vocabulary);
    }
}
