using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Reads vectors of keys, text or integers as text.</summary>
internal static class NameLists
{
    /// <summary>What reads the vector of the current row: a key as what it stands for (its number where nothing says that), none as empty text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is of another type.</exception>
    public static Func<string[]> Reader(DataViewRow row, DataViewSchema.Column column, string parameter)
    {
        if (column.Type is not VectorDataViewType { ItemType: { } item })
            throw Wrong(column, parameter);
        if (item is KeyDataViewType)
        {
            string[]? names = KeyNames.Of(column);
            VectorReader<int> keys = ColumnReader.Keys(row, column);
            int[] buffer = [];
            return () =>
            {
                int count = keys.Append(ref buffer, 0);
                return Array.ConvertAll(buffer[..count], key => key == 0 ? "" : names is null ? key.ToString(CultureInfo.InvariantCulture) : names[key - 1]);
            };
        }
        return item.RawType switch
        {
            var t when t == typeof(ReadOnlyMemory<char>) => Values<ReadOnlyMemory<char>>(row, column, value => value.ToString()),
            var t when t == typeof(sbyte) => Values<sbyte>(row, column, Text),
            var t when t == typeof(byte) => Values<byte>(row, column, Text),
            var t when t == typeof(short) => Values<short>(row, column, Text),
            var t when t == typeof(ushort) => Values<ushort>(row, column, Text),
            var t when t == typeof(int) => Values<int>(row, column, Text),
            var t when t == typeof(uint) => Values<uint>(row, column, Text),
            var t when t == typeof(long) => Values<long>(row, column, Text),
            var t when t == typeof(ulong) => Values<ulong>(row, column, Text),
            _ => throw Wrong(column, parameter),
        };
    }

    private static Func<string[]> Values<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> text)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return [.. value.DenseValues().Select(text)];
        };
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static ArgumentOutOfRangeException Wrong(DataViewSchema.Column column, string parameter) =>
        SchemaMismatch.Wrong(parameter, "recommendation", column.Name, "vector of keys, text or integers", column.Type.ToString()!);
}
