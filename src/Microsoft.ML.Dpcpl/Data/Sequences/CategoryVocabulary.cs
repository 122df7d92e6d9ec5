using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Ids for the values of a categorical attribute: 1.. for known values, 0 for unknown and missing ones. Immutable.</summary>
internal sealed class CategoryVocabulary
{
    private readonly Dictionary<string, int> _ids;

    /// <param name="values">The values by id - 1, as fitted before.</param>
    public CategoryVocabulary(string[] values)
    {
        Values = values;
        _ids = new Dictionary<string, int>(values.Length, StringComparer.Ordinal);
        for (int i = 0; i < values.Length; i++)
            _ids.Add(values[i], i + 1);
    }

    /// <summary>The values by id - 1, in ordinal order: all there is to save.</summary>
    public string[] Values { get; }

    /// <summary>One more than the largest id.</summary>
    public int Count => Values.Length + 1;

    /// <summary>Collects the distinct values that are neither null nor empty; their order does not matter.</summary>
    public static CategoryVocabulary Fit(IEnumerable<string?> values)
    {
        var distinct = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string? value in values)
        {
            if (!string.IsNullOrEmpty(value))
                distinct.Add(value);
        }
        return new CategoryVocabulary([.. distinct]);
    }

    /// <summary>Reads their number and the values.</summary>
    /// <param name="reader">There.</param>
    /// <param name="of">What they are the categories of, for the error.</param>
    /// <exception cref="InvalidDataException">They cannot be categories.</exception>
    public static CategoryVocabulary Load(BoundedReader reader, string of)
    {
        var values = new string[reader.ReadCount("categories", 1)];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadString();
        return DistinctNames.Repeated(values) is { } twice
            ? throw new InvalidDataException($"'{of}' has the category '{twice}' twice")
            : new CategoryVocabulary(values);
    }

    /// <summary>The id of a value, 0 when it is missing or unknown.</summary>
    public int Id(string? value) => value is not null && _ids.TryGetValue(value, out int id) ? id : 0;
}
