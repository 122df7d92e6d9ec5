using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>What attributes say of items, as a graph: an entity is a value of a category, and stands to the items that have it in one relation, its attribute. Immutable.</summary>
internal sealed class ItemKnowledge
{
    private readonly int[] _relations;

    private ItemKnowledge(SparseRows entities, int[] relations) => (Entities, _relations) = (entities, relations);

    /// <summary>A row for each item 0..V with its entities, 0..E - 1, ascending.</summary>
    public SparseRows Entities { get; }

    /// <summary>By entity, 0..R - 1, ascending.</summary>
    public ReadOnlySpan<int> Relations => _relations;

    /// <summary>E and R.</summary>
    public (int Entities, int Relations) Size => (_relations.Length, _relations[^1] + 1);

    /// <summary>Categories are entities; numbers and given vectors are none. Null where no item has an entity.</summary>
    /// <param name="features">What is known of items.</param>
    /// <param name="most">Entities of an item; of more, those that the fewest items have.</param>
    public static ItemKnowledge? Of(ItemFeatures? features, int most)
    {
        if (features is null)
            return null;
        var entityOf = new int[features.Width];
        var relations = new List<int>();
        int at = 0, relation = 0;
        foreach (ItemAttributeColumn column in features.Columns)
        {
            for (int i = 0; i < column.Length; i++, at++)
            {
                entityOf[at] = column.Values is null ? -1 : relations.Count;
                if (column.Values is not null)
                    relations.Add(relation);
            }

            if (column.Values is not null && column.Length > 0)
                relation++;
        }

        SparseRows all = features.Rows.WithoutValues().Where((_, number) => entityOf[number] >= 0);
        if (all.EntryCount == 0)
            return null;
        int[] counts = SparseMatrix.ColumnCounts(all, features.Width);
        var rows = new List<int>(all.EntryCount);
        var entities = new List<int>(all.EntryCount);
        for (int item = 0; item < all.RowCount; item++)
        {
            foreach (int number in all[item].ToArray().OrderBy(number => counts[number]).ThenBy(number => number).Take(most).Order())
            {
                rows.Add(item);
                entities.Add(entityOf[number]);
            }
        }

        return new ItemKnowledge(SparseRows.FromEntries(all.RowCount, [.. rows], [.. entities]), [.. relations]);
    }

    public void Write(BinaryWriter writer)
    {
        Entities.Write(writer);
        foreach (int relation in _relations)
            writer.Write(relation);
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="items">V.</param>
    /// <param name="size">E and R there must be.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static ItemKnowledge Read(BoundedReader reader, int items, (int Entities, int Relations) size)
    {
        SparseRows entities = SparseRows.Read(reader, items + 1, 0, size.Entities - 1, hasValues: false, mostPerRow: size.Entities);
        int[] relations = reader.ReadArray<int>(size.Entities);
        for (int entity = 0, last = 0; entity < relations.Length; last = relations[entity++])
        {
            if (relations[entity] < last || relations[entity] > last + (entity == 0 ? 0 : 1))
                throw new InvalidDataException("relations of entities do not follow each other");
        }

        return relations[^1] == size.Relations - 1
            ? new ItemKnowledge(entities, relations)
            : throw new InvalidDataException($"entities stand in {relations[^1] + 1} relations where there are {size.Relations}");
    }
}
