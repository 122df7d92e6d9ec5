using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What an attribute of items is.</summary>
internal enum ItemAttributeKind : byte
{
    /// <summary>One of several values.</summary>
    Category,

    /// <summary>Some of several values.</summary>
    Categories,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A vector of numbers.</summary>
    Vector,
}

/// <summary>How an attribute becomes numbers: 1 for each category that an item has, (x - shift) scale for others; missing ones nothing.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Values">The categories that have a number; null for others.</param>
/// <param name="Length">Numbers that it becomes.</param>
/// <param name="Shift">The mean of a number, else 0.</param>
/// <param name="Scale">1 / the standard deviation of a number, 1 / the root mean squared length of a vector, else 1.</param>
internal sealed record ItemAttributeColumn(string Name, ItemAttributeKind Kind, CategoryVocabulary? Values, int Length, float Shift, float Scale)
{
    /// <summary>The kind that a column's type says.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It can be no attribute.</exception>
    public static ItemAttributeKind KindOf(DataViewSchema.Column column, string parameter) => column.Type switch
    {
        VectorDataViewType vector when ColumnReader.IsTextVector(vector) => ItemAttributeKind.Categories,
        VectorDataViewType when ColumnShape.Of(column).IsFloat => ItemAttributeKind.Vector,
        NumberDataViewType when ColumnShape.Of(column).IsFloat => ItemAttributeKind.Number,
        { } type when ColumnReader.IsTextLike(type) => ItemAttributeKind.Category,
        _ => throw SchemaMismatch.Wrong(
            parameter, "item attribute", column.Name, "text, integer, key, Boolean, Single, Double, or a vector of text, keys, Single or Double", column.Type.ToString() ?? ""),
    };

    public void Save(BinaryWriter writer)
    {
        writer.Write(Name);
        writer.Write((byte)Kind);
        writer.Write(Length);
        writer.Write(Shift);
        writer.Write(Scale);
        if (Values is null)
            return;
        writer.Write(Values.Values.Length);
        foreach (string value in Values.Values)
            writer.Write(value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static ItemAttributeColumn Load(BoundedReader reader)
    {
        (string name, ItemAttributeKind kind, int length) = (reader.ReadString(), (ItemAttributeKind)reader.ReadByte(), reader.ReadInt32());
        (float shift, float scale) = (reader.ReadSingle(), reader.ReadSingle());
        if (!Enum.IsDefined(kind) || length < 0 || length > ItemAttributeCoding.MostNumbers || !FiniteNumbers.All([shift, scale]))
            throw new InvalidDataException($"'{name}' cannot be an attribute of items with {length} numbers");
        CategoryVocabulary? values = kind is ItemAttributeKind.Category or ItemAttributeKind.Categories ? CategoryVocabulary.Load(reader, name) : null;
        return values is null || values.Values.Length == length
            ? new ItemAttributeColumn(name, kind, values, length, shift, scale)
            : throw new InvalidDataException($"'{name}' has {values.Values.Length} categories and {length} numbers");
    }
}
