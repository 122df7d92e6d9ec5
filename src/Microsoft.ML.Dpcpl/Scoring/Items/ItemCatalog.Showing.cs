using System.Collections;
using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <content>What may be shown.</content>
public sealed partial class ItemCatalog
{
    /// <summary>The items for which something holds, for instance <c>Where(id => inStock.Contains(id))</c>.</summary>
    /// <param name="mayBeShown">Called once for each item with its name as in the data, its key where keys stand for nothing but themselves.</param>
    /// <returns>A filter for <see cref="SequenceTransformer.Options.Filter"/>, of this moment.</returns>
    public ItemFilter Where(Func<string, bool> mayBeShown)
    {
        ArgumentNullException.ThrowIfNull(mayBeShown);
        string[] names = _index.Names;
        var items = new BitArray(Count + 1);
        for (int item = 1; item <= Count; item++)
            items[item] = mayBeShown(names[item - 1]);
        return new ItemFilter(items, KeyChecksum.Of(_items));
    }

    /// <summary>These items and no others; <see cref="ItemFilter.Not"/> of it denies them.</summary>
    /// <param name="items">Names as in the data; those that the model does not know are ignored.</param>
    /// <returns>A filter for <see cref="SequenceTransformer.Options.Filter"/>.</returns>
    public ItemFilter Only(IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Of(items.Select(item => _index.Key(item)));
    }

    /// <summary>These items and no others, for data that name items by integers.</summary>
    /// <param name="items">Ids as in the data; those that the model does not know are ignored.</param>
    /// <returns>A filter for <see cref="SequenceTransformer.Options.Filter"/>.</returns>
    public ItemFilter Only(IEnumerable<long> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Of(items.Select(item => _index.Key(item.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>The group of each item, for instance its category or brand, for caps and filters.</summary>
    /// <param name="groupOf">Called once for each item with its name as in the data; null or empty for an item without a group.</param>
    /// <returns>The groups, of this moment.</returns>
    public ItemGroups Groups(Func<string, string?> groupOf)
    {
        ArgumentNullException.ThrowIfNull(groupOf);
        return new ItemGroups([null, .. _index.Names.Select(groupOf)], KeyChecksum.Of(_items));
    }

    /// <summary>The group of each item from a table of them.</summary>
    /// <param name="table">A row for an item; of several rows about one item the last counts, and items that the model does not know are ignored.</param>
    /// <param name="groupColumnName">Column of the group: text, number, Boolean or key. Missing: no group.</param>
    /// <param name="itemColumnName">Column of the item as in the data: text, integer or key.</param>
    /// <returns>The groups, of this moment.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public ItemGroups Groups(IDataView table, string groupColumnName, string itemColumnName = ColumnNames.Item)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(groupColumnName);
        DataViewSchema.Column item = SchemaMismatch.RequireName(table.Schema, "item", itemColumnName, nameof(table));
        DataViewSchema.Column group = table.Schema.GetColumnOrNull(groupColumnName) ?? throw SchemaMismatch.NotFound(nameof(table), "group", groupColumnName, table.Schema);
        if (!ColumnReader.IsTextLike(group.Type))
            throw SchemaMismatch.Wrong(nameof(table), "group", groupColumnName, "text, number, Boolean or key", $"{group.Type}");
        var groups = new string?[Count + 1];
        using var rows = new ItemRows(table, item, [group]);
        ScalarReader<string?> reader = ColumnReader.Text(rows.Row, group);
        while (rows.MoveNext())
            groups[_index.Key(rows.Item)] = reader.Read();
        return new ItemGroups(groups, KeyChecksum.Of(_items));
    }

    private ItemFilter Of(IEnumerable<int> keys)
    {
        var items = new BitArray(Count + 1);
        foreach (int key in keys)
            items[key] = true;
        return new ItemFilter(items, KeyChecksum.Of(_items));
    }
}
