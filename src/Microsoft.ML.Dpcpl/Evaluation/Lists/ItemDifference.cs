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
    /// <param name="table">A row for each item.</param>
    /// <param name="itemColumn">Its column of the item.</param>
    /// <param name="attributeColumn">Its column of what items differ by.</param>
    /// <param name="names">Names of the items by key - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">An item has two rows.</exception>
    public static ItemDifference Of(IDataView table, string itemColumn, string attributeColumn, string[] names)
    {
        const string parameter = nameof(RecommendationListOptions.ItemAttributes);
        DataViewSchema.Column item = SchemaMismatch.RequireName(table.Schema, "item", itemColumn, parameter);
        DataViewSchema.Column attribute = table.Schema.GetColumnOrNull(attributeColumn) ?? throw SchemaMismatch.NotFound(parameter, "attribute", attributeColumn);
        ColumnShape shape = ColumnShape.Of(attribute);
        bool isVector = attribute.Type is VectorDataViewType { ItemType: NumberDataViewType number } && number == NumberDataViewType.Single;
        if (!isVector && (shape.IsVector || !(shape.IsName || attribute.Type is BooleanDataViewType)))
            throw SchemaMismatch.Wrong(parameter, "attribute", attributeColumn, "a vector of Single, text, integer, Boolean or key", shape.Text);
        int[] keys = Keys(table, item, names);
        return isVector ? ByVectors(table, attribute, keys, names.Length) : ByCategories(table, attribute, keys, names.Length);
    }

    /// <summary>By row of the table: the key of the item, 0 for one that nobody recommends.</summary>
    private static int[] Keys(IDataView table, DataViewSchema.Column item, string[] names)
    {
        var known = new Dictionary<string, int>(names.Length);
        for (int i = 0; i < names.Length; i++)
            known[names[i]] = i + 1;
        var seen = new bool[names.Length + 1];
        return Array.ConvertAll(ScalarColumns.Text(table, item), name =>
        {
            int key = name is null ? 0 : known.GetValueOrDefault(name);
            if (key > 0 && seen[key])
                throw new ArgumentException($"The item '{Quoted.Text(name!)}' has two rows in {nameof(RecommendationListOptions.ItemAttributes)}; give each item one.", nameof(table));
            seen[key] = true;
            return key;
        });
    }

    private static ItemDifference ByCategories(IDataView table, DataViewSchema.Column attribute, int[] keys, int items)
    {
        var numbers = new Dictionary<string, int>();
        var categories = new int[items + 1];
        string?[] texts = ScalarColumns.Text(table, attribute);
        for (int row = 0; row < keys.Length; row++)
        {
            if (texts[row] is not { Length: > 0 } text)
                continue;
            if (!numbers.TryGetValue(text, out int number))
                numbers.Add(text, number = numbers.Count + 1);
            categories[keys[row]] = number;
        }

        categories[0] = 0;
        return (a, b) => categories[a] == 0 || categories[b] == 0 ? double.NaN : categories[a] == categories[b] ? 0 : 1;
    }

    private static ItemDifference ByVectors(IDataView table, DataViewSchema.Column attribute, int[] keys, int items)
    {
        var directions = new float[items + 1][];
        using DataViewRowCursor cursor = table.GetRowCursor([attribute]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(attribute);
        VBuffer<float> value = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            getter(ref value);
            if (keys[row] == 0)
                continue;
            float[] vector = [.. value.DenseValues()];
            float length = FloatVectors.Length(vector);
            if (length > 0 && float.IsFinite(length))
                directions[keys[row]] = Array.ConvertAll(vector, x => x / length);
        }

        return (a, b) => directions[a] is { } first && directions[b] is { } second && first.Length == second.Length
            ? 1 - FloatVectors.Dot(first, second)
            : double.NaN;
    }
}
