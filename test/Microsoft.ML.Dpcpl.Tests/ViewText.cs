using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>A view as lines of text, so that two can be compared: floating-point numbers to their last bit, keys as numbers.</summary>
internal static class ViewText
{
    /// <param name="view">The view.</param>
    /// <param name="columns">Null takes every visible column.</param>
    public static List<string> Of(IDataView view, params string[]? columns)
    {
        DataViewSchema.Column[] wanted = Columns(view.Schema, columns);
        var lines = new List<string>();
        using DataViewRowCursor cursor = view.GetRowCursor(wanted);
        Func<string> line = Line(cursor, wanted);
        while (cursor.MoveNext())
            lines.Add(line());
        return lines;
    }

    /// <summary>The same rows, one at a time through the mapper of a transformer.</summary>
    public static List<string> OfRows(IRowToRowMapper mapper, IDataView input, params string[]? columns)
    {
        DataViewSchema.Column[] wanted = Columns(mapper.OutputSchema, columns);
        var lines = new List<string>();
        using DataViewRowCursor cursor = input.GetRowCursor(mapper.GetDependencies(wanted));
        DataViewRow row = mapper.GetRow(cursor, wanted);
        Func<string> line = Line(row, wanted);
        while (cursor.MoveNext())
            lines.Add(line());
        return lines;
    }

    public static string Of(DataViewSchema schema) =>
        string.Join('\n', schema.Where(column => !column.IsHidden).Select(column => $"{column.Name}: {column.Type}"));

    private static DataViewSchema.Column[] Columns(DataViewSchema schema, string[]? columns) =>
        [.. schema.Where(column => !column.IsHidden && (columns is null or [] || columns.Contains(column.Name)))];

    private static Func<string> Line(DataViewRow row, DataViewSchema.Column[] columns)
    {
        Func<string>[] values = Array.ConvertAll(columns, column => Value(row, column));
        return () => string.Join(" | ", columns.Zip(values, (column, value) => $"{column.Name}={value()}"));
    }

    private static Func<string> Value(DataViewRow row, DataViewSchema.Column column)
    {
        (string method, Type type) = column.Type is VectorDataViewType vector
            ? (nameof(Vector), vector.ItemType.RawType)
            : (nameof(Scalar), column.Type.RawType);
        return (Func<string>)typeof(ViewText).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [row, column])!;
    }

    private static Func<string> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static Func<string> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return string.Join(' ', value.DenseValues().Select(Text));
        };
    }

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
