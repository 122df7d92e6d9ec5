using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Evaluation.Lists;

/// <summary>How different two items are; NaN where one of them is unknown.</summary>
/// <param name="first">Key of an item.</param>
/// <param name="second">Key of another one.</param>
internal delegate double ItemDifference(uint first, uint second);

/// <summary>Differences of items by a column of a table.</summary>
internal static class ItemDifferences
{
    private const string Parameter = nameof(RecommendationListOptions.ItemAttributes);

    /// <param name="table">A row for each item.</param>
    /// <param name="itemColumn">Its column of the item.</param>
    /// <param name="attributeColumn">Its column of what items differ by.</param>
    /// <param name="items">The items by key; rows about others are left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">An item has two rows.</exception>
    public static ItemDifference Of(IDataView table, string itemColumn, string attributeColumn, KeyIndex items)
    {
        DataViewSchema.Column item = SchemaMismatch.RequireName(table.Schema, "item", itemColumn, Parameter);
        DataViewSchema.Column attribute = table.Schema.GetColumnOrNull(attributeColumn) ?? throw SchemaMismatch.NotFound(Parameter, "attribute", attributeColumn, table.Schema);
        ColumnShape shape = ColumnShape.Of(attribute);
        bool isVector = attribute.Type is VectorDataViewType { ItemType: NumberDataViewType number } && number == NumberDataViewType.Single;
        if (!isVector && (shape.IsVector || !(shape.IsName || attribute.Type is BooleanDataViewType)))
            throw SchemaMismatch.Wrong(Parameter, "attribute", attributeColumn, "a vector of Single, text, integer, Boolean or key", shape.Text);
        using var rows = new ItemRows(table, item, [attribute]);
        return isVector ? ByVectors(rows, attribute, items) : ByCategories(rows, attribute, items);
    }

    /// <summary>The key of the row's item, 0 for one that nobody recommends.</summary>
    private static int Key(ItemRows rows, KeyIndex items)
    {
        int key = items.Key(rows.Item);
        return key == 0 || rows.Earlier == 0 ? key
            : throw new ArgumentException($"The item '{Quoted.Text(rows.Item!)}' has two rows in {Parameter}; give each item one.", Parameter);
    }

    private static ItemDifference ByCategories(ItemRows rows, DataViewSchema.Column attribute, KeyIndex items)
    {
        var numbers = new Dictionary<string, int>();
        var categories = new int[items.Names.Length + 1];
        ScalarReader<string?> reader = ColumnReader.Text(rows.Row, attribute);
        while (rows.MoveNext())
        {
            int key = Key(rows, items);
            if (key == 0 || reader.Read() is not { } text)
                continue;
            if (!numbers.TryGetValue(text, out int number))
                numbers.Add(text, number = numbers.Count + 1);
            categories[key] = number;
        }

        return (a, b) => categories[a] == 0 || categories[b] == 0 ? double.NaN : categories[a] == categories[b] ? 0 : 1;
    }

    private static ItemDifference ByVectors(ItemRows rows, DataViewSchema.Column attribute, KeyIndex items)
    {
        var directions = new float[items.Names.Length + 1][];
        VectorReader<float> reader = ColumnReader.Numbers(rows.Row, attribute);
        float[] values = [];
        while (rows.MoveNext())
        {
            int key = Key(rows, items);
            if (key == 0)
                continue;
            int count = reader.Append(ref values, 0);
            float[] vector = values[..count];
            float length = FloatVectors.Length(vector);
            if (length > 0 && float.IsFinite(length))
                directions[key] = Array.ConvertAll(vector, x => x / length);
        }

        return (a, b) => directions[a] is { } first && directions[b] is { } second && first.Length == second.Length
            ? 1 - FloatVectors.Dot(first, second)
            : double.NaN;
    }
}
