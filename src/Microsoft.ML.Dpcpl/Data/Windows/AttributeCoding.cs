using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>The ids of one user attribute: its categories, or quantile buckets when it is a number.</summary>
internal sealed class AttributeCoding
{
    private readonly CategoryVocabulary? _categories;
    private readonly QuantileBuckets? _buckets;

    private AttributeCoding(string name, CategoryVocabulary? categories, QuantileBuckets? buckets)
    {
        (Name, _categories, _buckets) = (name, categories, buckets);
    }

    public string Name { get; }

    /// <summary>Ids, the unknown one (0) included.</summary>
    public int Size => _categories?.Count ?? _buckets!.Count;

    /// <summary>The categories by id - 1; null for a number.</summary>
    public IReadOnlyList<string>? Categories => _categories?.Values;

    /// <summary>The edges between buckets; null for categories.</summary>
    public float[]? Edges => _buckets?.Edges;

    public static AttributeCoding Fit(UserAttribute attribute) => attribute.Text is { } text
        ? new AttributeCoding(attribute.Name, CategoryVocabulary.Fit(text), null)
        : new AttributeCoding(attribute.Name, null, QuantileBuckets.Fit(attribute.Number));

    /// <summary>The id of a user's value; 0 when it is missing, unknown, or of the other kind.</summary>
    public int Id(UserAttribute attribute, int user) => _categories is not null
        ? _categories.Id(attribute.Text?[user])
        : _buckets!.Of(attribute.Number?[user] ?? float.NaN);

    public void Save(BinaryWriter writer)
    {
        writer.Write(Name);
        writer.Write(_categories is not null);
        if (_categories is null)
        {
            Save(writer, _buckets!);
            return;
        }

        writer.Write(_categories.Values.Length);
        foreach (string value in _categories.Values)
            writer.Write(value);
    }

    /// <exception cref="InvalidDataException">It cannot be what <see cref="Save(BinaryWriter)"/> wrote.</exception>
    public static AttributeCoding Load(BoundedReader reader)
    {
        string name = reader.ReadString();
        if (!reader.ReadBoolean())
            return new AttributeCoding(name, null, LoadBuckets(reader));
        return new AttributeCoding(name, CategoryVocabulary.Load(reader, name), null);
    }

    public static void Save(BinaryWriter writer, QuantileBuckets buckets)
    {
        writer.Write(buckets.Edges.Length);
        foreach (float edge in buckets.Edges)
            writer.Write(edge);
    }

    /// <exception cref="InvalidDataException">These are no edges.</exception>
    public static QuantileBuckets LoadBuckets(BoundedReader reader)
    {
        float[] edges = reader.ReadArray<float>(reader.ReadCount("edges of buckets", sizeof(float), most: QuantileBuckets.DefaultCount - 2));
        for (int i = 0; i < edges.Length; i++)
        {
            if (float.IsNaN(edges[i]) || (i > 0 && edges[i] <= edges[i - 1]))
                throw new InvalidDataException("the edges of buckets do not ascend");
        }

        return new QuantileBuckets(edges);
    }
}
