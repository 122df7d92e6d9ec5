using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The "KeyValues" annotation of key columns, which says what each key stands for.</summary>
internal static class KeyNames
{
    /// <summary>ML.NET's name of the annotation.</summary>
    public const string Annotation = "KeyValues";

    /// <summary>The number of keys of a key column or a vector of keys; 0 when it is unlimited.</summary>
    public static ulong Count(DataViewType type) => type switch
    {
        KeyDataViewType key => key.Count,
        VectorDataViewType { ItemType: KeyDataViewType key } => key.Count,
        _ => 0,
    };

    /// <summary>The values as text by key - 1, or null when the column has no such annotation.</summary>
    public static string[]? Of(DataViewSchema.Column column)
    {
        DataViewSchema.Column? annotation = column.Annotations.Schema.GetColumnOrNull(Annotation);
        if (annotation?.Type is not VectorDataViewType type)
            return null;
        return type.ItemType.RawType switch
        {
            var t when t == typeof(ReadOnlyMemory<char>) => Read<ReadOnlyMemory<char>>(column, v => v.ToString()),
            var t when t == typeof(sbyte) => Read<sbyte>(column, Format),
            var t when t == typeof(byte) => Read<byte>(column, Format),
            var t when t == typeof(short) => Read<short>(column, Format),
            var t when t == typeof(ushort) => Read<ushort>(column, Format),
            var t when t == typeof(int) => Read<int>(column, Format),
            var t when t == typeof(uint) => Read<uint>(column, Format),
            var t when t == typeof(long) => Read<long>(column, Format),
            var t when t == typeof(ulong) => Read<ulong>(column, Format),
            var t when t == typeof(float) => Read<float>(column, Format),
            var t when t == typeof(double) => Read<double>(column, Format),
            _ => null,
        };
    }

    /// <summary>Copies the annotation of a column to the one that is being built.</summary>
    public static void PassOn(DataViewSchema.Column from, DataViewSchema.Annotations.Builder to) =>
        to.Add(from.Annotations, name => name == Annotation);

    private static string[] Read<T>(DataViewSchema.Column column, Func<T, string> format)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(Annotation, ref values);
        return [.. values.DenseValues().Select(format)];
    }

    private static string Format<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
