using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;

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

    /// <summary>A view with all values behind <paramref name="keys"/>, then those behind <paramref name="more"/> that are not among them, then those named.</summary>
    /// <param name="keys">A column of keys with values.</param>
    /// <param name="more">Another one with values of the same type, or null.</param>
    /// <param name="names">Further values as text.</param>
    /// <param name="most">Values at most; those that <paramref name="keys"/> has stay all the same.</param>
    /// <param name="count">How many there are together.</param>
    /// <exception cref="InvalidDataException">A name is no value of the type.</exception>
    public static IDataView Joined(DataViewSchema.Column keys, DataViewSchema.Column? more, string[] names, int most, out int count)
    {
        (MemoryColumn values, count) = Call(nameof(Join), ItemType(keys), keys, more, names, most);
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

    private static (MemoryColumn Values, int Count) Call(string name, DataViewType type, params object?[] arguments)
    {
        MethodInfo method = typeof(KeyValueView).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return ((MemoryColumn, int))method.MakeGenericMethod(type.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    private static (MemoryColumn Values, int Count) Column<T>(DataViewSchema.Column keys)
    {
        T[] values = [.. Values<T>(keys)];
        return (new ScalarColumn<T>(values), values.Length);
    }

    private static (MemoryColumn Values, int Count) Join<T>(DataViewSchema.Column keys, DataViewSchema.Column? more, string[] names, int most)
    {
        List<T> values = [.. Values<T>(keys)];
        var known = new HashSet<T>(values, typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer() : null);
        IEnumerable<T> further = more is { } column ? Values<T>(column) : [];
        values.AddRange(further.Concat(names.Select(name => Parsed<T>(name, keys.Name))).Where(known.Add).Take(Math.Max(0, most - values.Count)));
        return (new ScalarColumn<T>([.. values]), values.Count);
    }

    private static T Parsed<T>(string name, string column)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (T)(object)name.AsMemory();
        try
        {
            return (T)System.Convert.ChangeType(name, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{Quoted.Text(name)}' is no {typeof(T).Name}, as all values of column '{column}' are.", e);
        }
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
