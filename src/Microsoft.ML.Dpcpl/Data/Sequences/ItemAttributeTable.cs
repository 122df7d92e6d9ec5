using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What is known about items beside their events: encoded attributes by item name. Immutable.</summary>
internal sealed class ItemAttributeTable
{
    private ItemAttributeTable(ItemAttributeCoding coding, string[] items, SparseRows rows) => (Coding, Items, Rows) = (coding, items, rows);

    public ItemAttributeCoding Coding { get; }

    /// <summary>The items' names as text, all different.</summary>
    public string[] Items { get; }

    /// <summary>The numbers of each item.</summary>
    public SparseRows Rows { get; }

    /// <summary>Reads a table and fits an encoding to it; see <see cref="RawItemAttributes.Read"/>.</summary>
    public static ItemAttributeTable Read(IDataView view, string itemColumn, string[]? names, string parameter)
    {
        RawItemAttributes raw = RawItemAttributes.Read(view, itemColumn, names, parameter);
        ItemAttributeCoding coding = Wrapped(() => ItemAttributeCoding.Fit(raw));
        return new ItemAttributeTable(coding, raw.Items, coding.Encode(raw));
    }

    /// <summary>The rows of this table and those of another one with the same columns, in this one's encoding; an item that stands in both has the newer row.</summary>
    /// <param name="view">The newer table.</param>
    /// <param name="itemColumn">Its column of the item.</param>
    /// <param name="parameter">The parameter that a mismatch is reported for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of another type than this table's.</exception>
    /// <exception cref="InvalidDataException">The table cannot be read, or its vectors have another length.</exception>
    public ItemAttributeTable With(IDataView view, string itemColumn, string parameter)
    {
        RawItemAttributes raw = RawItemAttributes.Read(view, itemColumn, [.. Coding.Columns.Select(column => column.Name)], parameter);
        for (int c = 0; c < raw.Kinds.Length; c++)
        {
            ItemAttributeColumn own = Coding.Columns[c];
            if (raw.Kinds[c] != own.Kind)
                throw SchemaMismatch.Wrong(parameter, "item attribute", own.Name, $"{own.Kind}, as when the transform was fitted", $"{raw.Kinds[c]}");
            int item = raw.Vectors[c]?.FindIndex(vector => vector is not null && vector.Length != own.Length) ?? -1;
            if (item >= 0)
            {
                throw new InvalidDataException(
                    $"Item attribute '{own.Name}': the vector of item '{Quoted.Text(raw.Items[item])}' has {raw.Vectors[c]![item]!.Length} numbers, those that the transform was fitted with {own.Length}.");
            }
        }

        SparseRows newer = Coding.Encode(raw);
        var rows = new List<(int[], float[])>(Items.Length + raw.Items.Length);
        string[] items = [.. Items.Union(raw.Items, StringComparer.Ordinal)];
        Dictionary<string, int> older = Index(Items), other = Index(raw.Items);
        foreach (string item in items)
        {
            (SparseRows from, int row) = other.TryGetValue(item, out int at) ? (newer, at) : (Rows, older[item]);
            rows.Add((from[row].ToArray(), from.ValuesOf(row).ToArray()));
        }

        return new ItemAttributeTable(Coding, items, SparseRows.From(rows));
    }

    /// <summary>The numbers by the keys of a column; an item that the table does not have has none.</summary>
    /// <param name="keyed">A column of keys, or of vectors of keys.</param>
    public ItemFeatures For(DataViewSchema.Column keyed)
    {
        int count = (int)Math.Min(int.MaxValue - 1, KeyNames.Count(keyed.Type));
        string[] names = KeyNames.Of(keyed) ?? [.. Enumerable.Range(1, count).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        Dictionary<string, int> index = Index(Items);
        int[] rows = [-1, .. names.Select(name => index.GetValueOrDefault(name, -1))];
        return new ItemFeatures(Coding.Checksum, Coding.Width, Rows.Select(rows)) { Columns = Coding.Columns };
    }

    public void Save(Stream stream)
    {
        Coding.Save(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Items.Length);
        foreach (string item in Items)
            writer.Write(item);
        Rows.Write(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static ItemAttributeTable Load(Stream stream)
    {
        using var reader = new BoundedReader(stream);
        ItemAttributeCoding coding = ItemAttributeCoding.Load(reader);
        var items = new string[reader.ReadCount("items with attributes", 1)];
        for (int i = 0; i < items.Length; i++)
            items[i] = reader.ReadString();
        if (DistinctNames.Repeated(items) is { } twice)
            throw new InvalidDataException($"the item '{twice}' has attributes twice");
        SparseRows rows = SparseRows.Read(reader, items.Length, 0, coding.Width - 1, hasValues: true, mostPerRow: coding.Width);
        for (int row = 0; row < rows.RowCount; row++)
        {
            for (int entry = 1; entry < rows.Count(row); entry++)
            {
                if (rows[row][entry] <= rows[row][entry - 1])
                    throw new InvalidDataException($"attributes of the item '{items[row]}' are not in their order");
            }
        }

        return new ItemAttributeTable(coding, items, rows);
    }

    private static Dictionary<string, int> Index(string[] items)
    {
        var index = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        for (int i = 0; i < items.Length; i++)
            index.Add(items[i], i);
        return index;
    }

    /// <summary>What a table cannot be is a matter of its caller's options.</summary>
    private static T Wrapped<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("Item attributes: " + e.Message + ".", e);
        }
    }
}
