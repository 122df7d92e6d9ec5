using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>A table of items as it was read: a row for each, and for each column the list of its kind.</summary>
internal sealed class RawItemAttributes
{
    private RawItemAttributes(string[] names, ItemAttributeKind[] kinds)
    {
        (Names, Kinds) = (names, kinds);
        Categories = Array.ConvertAll(kinds, kind => kind is ItemAttributeKind.Category or ItemAttributeKind.Categories ? new List<string[]>() : null);
        Numbers = Array.ConvertAll(kinds, kind => kind == ItemAttributeKind.Number ? new List<float>() : null);
        Vectors = Array.ConvertAll(kinds, kind => kind == ItemAttributeKind.Vector ? new List<float[]?>() : null);
    }

    /// <summary>The items by their names, all different.</summary>
    public string[] Items { get; private set; } = [];

    /// <summary>Names of the columns.</summary>
    public string[] Names { get; }

    public ItemAttributeKind[] Kinds { get; }

    /// <summary>Per column, the categories of each item; null for other kinds. Without those that are missing.</summary>
    public List<string[]>?[] Categories { get; }

    /// <summary>Per column, the number of each item, NaN where it is missing; null for other kinds.</summary>
    public List<float>?[] Numbers { get; }

    /// <summary>Per column, the vector of each item, null where it is missing (empty); null for other kinds.</summary>
    public List<float[]?>?[] Vectors { get; }

    /// <param name="view">A row per item.</param>
    /// <param name="itemColumn">The column of the item.</param>
    /// <param name="names">The columns to take; null takes every column but the item's.</param>
    /// <param name="parameter">The parameter that a mismatch is reported for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidDataException">Two rows are about one item, a number is not finite, or vectors differ in length.</exception>
    public static RawItemAttributes Read(IDataView view, string itemColumn, string[]? names, string parameter)
    {
        DataViewSchema.Column item = SchemaMismatch.RequireName(view.Schema, "item", itemColumn, parameter);
        DataViewSchema.Column[] columns = [.. names is null
            ? view.Schema.Where(column => !column.IsHidden && column.Name != itemColumn)
            : names.Select(name => view.Schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, "item attribute", name, view.Schema))];
        var table = new RawItemAttributes([.. columns.Select(column => column.Name)], Array.ConvertAll(columns, column => ItemAttributeColumn.KindOf(column, parameter)));
        var items = new List<string>();
        using var rows = new ItemRows(view, item, columns);
        Action<string>[] readers = [.. columns.Select((column, c) => table.Reader(rows.Row, column, c))];
        while (rows.MoveNext())
        {
            if (rows.Item is not { } name)
                throw new InvalidDataException($"Row {rows.Number} of the table of item attributes has no item in column '{itemColumn}'.");
            if (rows.Earlier > 0)
                throw new InvalidDataException($"Rows {rows.Earlier} and {rows.Number} of the table of item attributes are both about the item '{Quoted.Text(name)}': an item has one row, and several values of a column stand in a vector.");
            items.Add(name);
            foreach (Action<string> read in readers)
                read(name);
        }

        table.Items = [.. items];
        return table;
    }

    /// <summary>Reads a column of the current row, which is about an item.</summary>
    private Action<string> Reader(DataViewRow row, DataViewSchema.Column column, int c)
    {
        switch (Kinds[c])
        {
            case ItemAttributeKind.Number:
                ScalarReader<float> number = ColumnReader.Number(row, column);
                return item => Numbers[c]!.Add(number.Read() is var value && !float.IsInfinity(value) ? value : throw NotFinite(column.Name, item));
            case ItemAttributeKind.Vector:
                return VectorReader(ColumnReader.Numbers(row, column), column.Name, Vectors[c]!);
            case ItemAttributeKind.Category:
                ScalarReader<string?> text = ColumnReader.Text(row, column);
                var pool = new Dictionary<string, string[]>(StringComparer.Ordinal);
                return _ => Categories[c]!.Add(text.Read() is { } value ? CollectionsMarshal.GetValueRefOrAddDefault(pool, value, out bool _) ??= [value] : []);
            default:
                VectorReader<string?> texts = ColumnReader.Texts(row, column);
                var known = new Dictionary<string, string>(StringComparer.Ordinal);
                string?[] values = [];
                return _ =>
                {
                    int count = texts.Append(ref values, 0);
                    Categories[c]!.Add([.. values.Take(count).Where(value => value is not null).Select(value => CollectionsMarshal.GetValueRefOrAddDefault(known, value!, out bool _) ??= value!)]);
                };
        }
    }

    private static Action<string> VectorReader(VectorReader<float> reader, string column, List<float[]?> vectors)
    {
        float[] values = [];
        (string Item, int Length)? first = null;
        return item =>
        {
            int count = reader.Append(ref values, 0);
            if (count == 0)
            {
                vectors.Add(null);
                return;
            }

            if (!FiniteNumbers.All(values.AsSpan(0, count)))
                throw NotFinite(column, item);
            first ??= (item, count);
            if (first is { } known && known.Length != count)
            {
                throw new InvalidDataException(
                    $"Item attribute '{column}': the vector of item '{Quoted.Text(item)}' has {count} numbers, that of '{Quoted.Text(known.Item)}' {known.Length}. All need as many; an empty one is missing.");
            }

            vectors.Add(values[..count]);
        };
    }

    private static InvalidDataException NotFinite(string column, string item) =>
        new($"Item attribute '{column}' of item '{Quoted.Text(item)}' holds a number that is infinite, NaN or nearly so.");
}
