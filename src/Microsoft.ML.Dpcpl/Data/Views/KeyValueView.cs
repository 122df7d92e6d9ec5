using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>What the keys of a column stand for, as rows to make keys of.</summary>
internal static class KeyValueView
{
    /// <summary>A view of one column, named as <paramref name="keys"/>, with some of the values behind it.</summary>
    /// <param name="keys">A column of keys with values.</param>
    /// <param name="rows">The values to take, by key - 1, in their new order; null takes all.</param>
    public static IDataView Of(DataViewSchema.Column keys, int[]? rows = null)
    {
        (MemoryColumn values, int count) = Call(nameof(Column), ItemType(keys), keys);
        return Of(keys, rows is null ? values : values.Select(rows), rows?.Length ?? count);
    }

    /// <summary>A view with all values behind <paramref name="keys"/>, then those behind <paramref name="more"/> that are not among them.</summary>
    /// <param name="keys">A column of keys with values.</param>
    /// <param name="more">Another one with values of the same type.</param>
    /// <param name="count">How many there are together.</param>
    public static IDataView Joined(DataViewSchema.Column keys, DataViewSchema.Column more, out int count)
    {
        (MemoryColumn values, count) = Call(nameof(Column), ItemType(keys), keys, more);
        return Of(keys, values, count);
    }

    private static MemoryDataView Of(DataViewSchema.Column keys, MemoryColumn values, int count)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(keys.Name, ItemType(keys));
        return new MemoryDataView(schema.ToSchema(), () => new MemoryTable(count, [values]));
    }

    private static PrimitiveDataViewType ItemType(DataViewSchema.Column keys) =>
        (PrimitiveDataViewType)((VectorDataViewType)keys.Annotations.Schema[KeyNames.Annotation].Type).ItemType;

    private static (MemoryColumn Values, int Count) Call(string name, DataViewType type, params DataViewSchema.Column[] columns)
    {
        MethodInfo method = typeof(KeyValueView).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return ((MemoryColumn, int))method.MakeGenericMethod(type.RawType).Invoke(null, [columns])!;
    }

    /// <summary>The values behind the first column, then those behind further ones that were not among them.</summary>
    private static (MemoryColumn Values, int Count) Column<T>(DataViewSchema.Column[] columns)
    {
        List<T> values = [.. Values<T>(columns[0])];
        if (columns.Length > 1)
        {
            var known = new HashSet<T>(values, typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer() : null);
            values.AddRange(columns.Skip(1).SelectMany(Values<T>).Where(known.Add));
        }

        return (new ScalarColumn<T>([.. values]), values.Count);
    }

    private static IEnumerable<T> Values<T>(DataViewSchema.Column keys)
    {
        VBuffer<T> values = default;
        keys.Annotations.GetValue(KeyNames.Annotation, ref values);
        return values.DenseValues();
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span, StringComparison.Ordinal);
    }
}
