using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>
/// How attributes of items become numbers; fitted to a table of items and the same for items that come later. Immutable.
/// A category that a single item has says nothing of others, and gets no number; nor do the rarest where there are more than <see cref="MostCategories"/>.
/// </summary>
internal sealed class ItemAttributeCoding
{
    /// <summary>Categories of all columns that get a number, the most frequent ones.</summary>
    public const int MostCategories = 4_000;

    /// <summary>Numbers of an item: what is learned from them takes the square of it in memory.</summary>
    public const int MostNumbers = 8_192;

    private readonly int[] _starts;

    /// <param name="columns">The attributes.</param>
    /// <exception cref="InvalidDataException">They become more numbers than there may be, or two have one name.</exception>
    public ItemAttributeCoding(ItemAttributeColumn[] columns)
    {
        Columns = columns;
        _starts = new int[columns.Length];
        long width = 0;
        for (int c = 0; c < columns.Length; c++)
        {
            _starts[c] = (int)width;
            width += columns[c].Length;
            if (width > MostNumbers)
                throw new InvalidDataException(FormattableString.Invariant($"the attributes of an item become {width} numbers with column '{columns[c].Name}', and {MostNumbers} are possible: give shorter vectors"));
        }

        if (DistinctNames.Repeated([.. columns.Select(column => column.Name)]) is { } twice)
            throw new InvalidDataException($"the attribute '{twice}' of items stands there twice");
        Width = (int)width;
        using var bytes = new MemoryStream();
        Save(bytes);
        Checksum = Common.Checksum.Of(bytes.ToArray()).ToString("x8", CultureInfo.InvariantCulture);
    }

    public ItemAttributeColumn[] Columns { get; }

    /// <summary>F: numbers of an item.</summary>
    public int Width { get; }

    /// <summary>The same for the same encoding, in every process.</summary>
    public string Checksum { get; }

    /// <summary>An encoding for items like these.</summary>
    public static ItemAttributeCoding Fit(RawItemAttributes raw)
    {
        Dictionary<string, int>?[] counts = [.. raw.Categories.Select(items => items is null ? null : Count(items))];
        var frequent = counts.SelectMany((column, c) => (column ?? []).Where(value => value.Value > 1).Select(value => (Column: c, Value: value.Key, Items: value.Value)))
            .OrderByDescending(value => value.Items).ThenBy(value => value.Column).ThenBy(value => value.Value, StringComparer.Ordinal)
            .Take(MostCategories).ToLookup(value => value.Column, value => value.Value);
        return new ItemAttributeCoding([.. raw.Names.Select((name, c) => raw.Kinds[c] switch
        {
            ItemAttributeKind.Number => Number(name, raw.Numbers[c]!),
            ItemAttributeKind.Vector => Vector(name, raw.Vectors[c]!),
            var kind => Category(name, kind, frequent[c]),
        })]);
    }

    /// <summary>The numbers of all items, F columns.</summary>
    public SparseRows Encode(RawItemAttributes raw)
    {
        var offsets = new int[raw.Items.Length + 1];
        var (columns, values) = (new List<int>(), new List<float>());
        var ids = new SortedSet<int>();
        for (int item = 0; item < raw.Items.Length; item++)
        {
            for (int c = 0; c < Columns.Length; c++)
            {
                switch (Columns[c].Kind)
                {
                    case ItemAttributeKind.Number:
                        if (raw.Numbers[c]![item] is var number && !float.IsNaN(number))
                            Add(c, 0, number - Columns[c].Shift);
                        break;
                    case ItemAttributeKind.Vector:
                        float[] vector = raw.Vectors[c]![item] ?? [];
                        for (int i = 0; i < vector.Length; i++)
                        {
                            if (vector[i] != 0)
                                Add(c, i, vector[i]);
                        }

                        break;
                    default:
                        ids.Clear();
                        ids.UnionWith(raw.Categories[c]![item].Select(Columns[c].Values!.Id).Where(id => id > 0));
                        foreach (int id in ids)
                            Add(c, id - 1, 1);
                        break;
                }
            }

            offsets[item + 1] = columns.Count;
        }

        return SparseRows.From(offsets, [.. columns], [.. values]);

        void Add(int column, int at, float value)
        {
            columns.Add(_starts[column] + at);
            values.Add(value * Columns[column].Scale);
        }
    }

    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Columns.Length);
        foreach (ItemAttributeColumn column in Columns)
            column.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static ItemAttributeCoding Load(BoundedReader reader)
    {
        var columns = new ItemAttributeColumn[reader.ReadCount("attributes of items", 14)];
        for (int c = 0; c < columns.Length; c++)
            columns[c] = ItemAttributeColumn.Load(reader);
        return new ItemAttributeCoding(columns);
    }

    private static ItemAttributeColumn Category(string name, ItemAttributeKind kind, IEnumerable<string> values)
    {
        CategoryVocabulary vocabulary = CategoryVocabulary.Fit(values);
        return new ItemAttributeColumn(name, kind, vocabulary, vocabulary.Values.Length, 0, 1);
    }

    private static ItemAttributeColumn Number(string name, List<float> values)
    {
        double[] known = [.. values.Where(value => !float.IsNaN(value)).Select(value => (double)value)];
        double mean = known.Length == 0 ? 0 : known.Average();
        double deviation = known.Length == 0 ? 0 : Math.Sqrt(known.Average(value => (value - mean) * (value - mean)));
        return new ItemAttributeColumn(name, ItemAttributeKind.Number, null, 1, (float)mean, Inverse(deviation));
    }

    private static ItemAttributeColumn Vector(string name, List<float[]?> values)
    {
        double[] squares = [.. values.Where(value => value is not null).Select(value => value!.Sum(x => (double)x * x))];
        return new ItemAttributeColumn(name, ItemAttributeKind.Vector, null, values.Find(value => value is not null)?.Length ?? 0, 0, Inverse(squares.Length == 0 ? 0 : Math.Sqrt(squares.Average())));
    }

    /// <summary>What does not differ says nothing: it becomes 0.</summary>
    private static float Inverse(double size) => size > 1e-12 ? (float)(1 / size) : 0;

    private static Dictionary<string, int> Count(List<string[]> items)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string value in items.SelectMany(values => values.Distinct(StringComparer.Ordinal)))
            counts[value] = counts.GetValueOrDefault(value) + 1;
        return counts;
    }
}
