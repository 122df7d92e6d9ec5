using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What is known about items beside their events, encoded as numbers by item key. Immutable.</summary>
/// <param name="coding">Checksum of the encoding: rows of two encodings mean different things.</param>
/// <param name="width">F: numbers of an item.</param>
/// <param name="rows">V + 1 rows, row 0 without an entry; an item without attributes has none either. Columns 0 to F - 1.</param>
internal sealed class ItemFeatures(string coding, int width, SparseRows rows)
{
    private const string Annotation = "ItemAttributes";

    public string Coding => coding;

    public int Width => width;

    public SparseRows Rows => rows;

    /// <summary>The attributes, whose numbers stand one after the other.</summary>
    public IReadOnlyList<ItemAttributeColumn> Columns { get; init; } = [];

    /// <summary>Whether anything is known of an item.</summary>
    public bool Has(int item) => rows.Count(item) > 0;

    /// <summary>What the item column of some sequences says; null when it says nothing.</summary>
    public static ItemFeatures? Of(DataViewSchema.Column items)
    {
        if (items.Annotations.Schema.GetColumnOrNull(Annotation)?.Type is not Type)
            return null;
        ItemFeatures? features = null;
        items.Annotations.GetValue(Annotation, ref features);
        return features;
    }

    /// <summary>Lets an item column say them; they are made when somebody asks.</summary>
    public static void Write(Func<ItemFeatures> make, DataViewSchema.Annotations.Builder to)
    {
        var made = new Lazy<ItemFeatures>(make);
        to.Add(Annotation, new Type(), (ref ItemFeatures value) => value = made.Value);
    }

    /// <summary>Copies what an item column says to the one that is being built.</summary>
    public static void PassOn(DataViewSchema.Column from, DataViewSchema.Annotations.Builder to) =>
        to.Add(from.Annotations, name => name == Annotation);

    /// <summary>A type of annotations that stay in the process: what a zip needs of them, the transform saves.</summary>
    private sealed class Type() : StructuredDataViewType(typeof(ItemFeatures))
    {
        public override bool Equals(DataViewType? other) => other is Type;

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(typeof(Type));

        public override string ToString() => Annotation;
    }
}
