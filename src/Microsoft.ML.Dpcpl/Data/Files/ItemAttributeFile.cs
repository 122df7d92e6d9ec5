using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Reads a table of item attributes from a text file into memory.</summary>
internal static class ItemAttributeFile
{
    /// <param name="path">The file.</param>
    /// <param name="itemColumn">Its column of the item; null looks for the usual ones.</param>
    /// <param name="categorical">Columns that are categories although they look otherwise.</param>
    /// <param name="numeric">Columns of numbers, however few of them differ.</param>
    /// <param name="multiValued">Columns of several values.</param>
    /// <param name="vectors">Columns of vectors.</param>
    /// <param name="separator">What stands between fields; null finds it.</param>
    /// <param name="encoding">Null is UTF-8.</param>
    /// <exception cref="InvalidDataException">The file has no item column, a column without a name or two of one name, an item is missing, or a number or a vector is none.</exception>
    public static MemoryDataView Read(string path, string? itemColumn, string[] categorical, string[] numeric, string[] multiValued, string[] vectors, char? separator, Encoding? encoding)
    {
        using var file = new DelimitedReader(path, separator, encoding);
        int item = HeaderColumns.FindItem(file, itemColumn, ofEvents: false);
        HeaderColumns.RequireNames(file);
        foreach ((string[] names, string kind) in new[] { (categorical, "categories"), (numeric, "numbers"), (multiValued, "several values"), (vectors, "vectors") })
        {
            if (Array.Find(names, name => !file.Header.Contains(name)) is { } absent)
                throw new InvalidDataException($"{path}: no column '{absent}' ({kind}); the header has {Quoted.List(file.Header)}.");
        }

        var columns = Array.ConvertAll(file.Header, name => new Column(path, name, vectors.Contains(name) ? true : categorical.Contains(name) || numeric.Contains(name) || multiValued.Contains(name) ? false : null));
        while (file.Read())
        {
            for (int i = 0; i < columns.Length; i++)
                columns[i].Add(file.Field(i), file.Line);
            if (file.Field(item).Length == 0)
                throw new InvalidDataException($"{path}, line {file.Line}, column '{Quoted.Text(file.Header[item])}': the item is missing.");
        }

        var schema = new DataViewSchema.Builder();
        var values = new List<MemoryColumn> { columns[item].Text() };
        schema.AddColumn(ColumnNames.Item, TextDataViewType.Instance);
        foreach (Column column in columns.Where((_, i) => i != item))
        {
            (DataViewType type, MemoryColumn content) = column.Content(categorical.Contains(column.Name), numeric.Contains(column.Name), multiValued.Contains(column.Name));
            schema.AddColumn(column.Name, type);
            values.Add(content);
        }

        int rows = columns[item].Values.Count;
        return new MemoryDataView(schema.ToSchema(), () => new MemoryTable(rows, [.. values]));
    }

    /// <summary>What stands between vertical bars, or between spaces where there is no bar.</summary>
    public static string[] Several(string value) => Parts(value, value.Contains('|') ? '|' : ' ');

    private static string[] Parts(string value, char between) => value.Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The fields of a column: as text, or as vectors, which are not kept as text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The column.</param>
    /// <param name="isVector">Null: the first field that is not empty says it, by a bracket.</param>
    private sealed class Column(string path, string name, bool? isVector)
    {
        private readonly Dictionary<string, string> _pool = [];
        private readonly List<float[]> _vectors = [];
        private bool? _isVector = isVector;

        public string Name => name;

        private bool IsVector => _isVector == true;

        public List<string> Values { get; } = [];

        public void Add(ReadOnlySpan<char> field, long line)
        {
            if (!field.IsEmpty && _isVector is null)
            {
                _isVector = IsBracketed(field);
                if (IsVector)
                    _vectors.AddRange(Values.Select(_ => (float[])[]));
            }

            if (IsVector)
            {
                _vectors.Add(Parsed(field, line));
                return;
            }

            ref string? pooled = ref CollectionsMarshal.GetValueRefOrAddDefault(_pool.GetAlternateLookup<ReadOnlySpan<char>>(), field, out _);
            Values.Add(pooled ??= field.ToString());
        }

        public ScalarColumn<ReadOnlyMemory<char>> Text() => new([.. Values.Select(value => value.AsMemory())]);

        public (DataViewType Type, MemoryColumn Content) Content(bool isCategory, bool isNumber, bool isSeveral)
        {
            if (IsVector)
                return (new VectorDataViewType(NumberDataViewType.Single), new ArraysColumn<float>([.. _vectors]));
            if (isSeveral)
                return (new VectorDataViewType(TextDataViewType.Instance), Several());
            if (isNumber)
                return (NumberDataViewType.Single, new ScalarColumn<float>(AttributeFile.Numbers(Values, mostCategories: -1) ?? throw NoNumber()));
            if (!isCategory && AttributeFile.Numbers(Values) is { } numbers)
                return (NumberDataViewType.Single, new ScalarColumn<float>(numbers));
            return (TextDataViewType.Instance, Text());
        }

        private InvalidDataException NoNumber()
        {
            string wrong = Values.First(value => AttributeFile.Numbers([value], mostCategories: -1) is null);
            return new($"{path}, column '{Quoted.Text(name)}': '{Quoted.Text(wrong)}' is no number; correct it, or take the column as categories.");
        }

        /// <summary>What stands between vertical bars; between spaces in a column without a bar.</summary>
        private ArraysColumn<ReadOnlyMemory<char>> Several()
        {
            char between = Values.Exists(value => value.Contains('|')) ? '|' : ' ';
            return new([.. Values.Select(value => Parts(value, between).Select(part => part.AsMemory()).ToArray())]);
        }

        private static bool IsBracketed(ReadOnlySpan<char> field) => field is ['[', .., ']'];

        private float[] Parsed(ReadOnlySpan<char> field, long line)
        {
            ReadOnlySpan<char> inside = IsBracketed(field) ? field[1..^1] : field;
            var numbers = new List<float>();
            foreach (Range range in inside.SplitAny(' ', ',', ';', '|'))
            {
                ReadOnlySpan<char> part = inside[range].Trim();
                if (part.IsEmpty)
                    continue;
                if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number))
                    throw new InvalidDataException($"{path}, line {line}, column '{Quoted.Text(name)}': '{Quoted.Text(part)}' is no number of a vector.");
                numbers.Add(number);
            }

            return [.. numbers];
        }
    }
}
