using System.Globalization;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The keys of a column by the text of the values that they stand for; made when it is first asked. Thread-safe.</summary>
/// <param name="column">A column of keys. Keys that stand for nothing but themselves go by their numbers.</param>
internal sealed class KeyIndex(DataViewSchema.Column column)
{
    private readonly Lazy<(string[] Names, Dictionary<string, int> Keys)> _index = new(() => Make(column));

    /// <summary>The values by key - 1.</summary>
    public string[] Names => _index.Value.Names;

    /// <summary>0 for a value that no key stands for.</summary>
    public int Key(ReadOnlySpan<char> name) => _index.Value.Keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int key) ? key : 0;

    private static (string[] Names, Dictionary<string, int> Keys) Make(DataViewSchema.Column column)
    {
        string[] names = KeyNames.Of(column) ??
            [.. Enumerable.Range(1, (int)Math.Min(int.MaxValue, KeyNames.Count(column.Type))).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        var keys = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
            keys[names[i]] = i + 1;
        return (names, keys);
    }
}
