namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Names of a table as a text column, made into strings when they are read; rows beyond the last name are missing.</summary>
internal sealed class NameColumn(NameTable names, int[] numbers) : MemoryColumn
{
    public int Length => numbers.Length;

    /// <summary>All names in the order of their numbers.</summary>
    public static NameColumn Of(NameTable names) => new(names, [.. Enumerable.Range(1, names.Count)]);

    public override Delegate Getter(RowPosition position) => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
        value = position.Row < numbers.Length ? names.Text(numbers[position.Row]).AsMemory() : default);

    public string[] ToText() => Array.ConvertAll(numbers, names.Text);

    public override MemoryColumn Select(int[] rows) => new NameColumn(names, Array.ConvertAll(rows, row => numbers[row]));
}
