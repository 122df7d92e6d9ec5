using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Takes scalar columns of any view into memory.</summary>
internal static class ScalarColumns
{
    public static bool CanRead(DataViewType type) =>
        type is TextDataViewType or BooleanDataViewType or KeyDataViewType or NumberDataViewType or
            DateTimeDataViewType or DateTimeOffsetDataViewType or TimeSpanDataViewType or RowIdDataViewType;

    /// <summary>Reads columns; those of a view of ours are shared, not copied.</summary>
    public static (DataViewSchema.Column Column, MemoryColumn Values)[] Read(IDataView view, DataViewSchema.Column[] columns)
    {
        if (MemoryDataView.Behind(view) is { } memory)
            return Array.ConvertAll(columns, column => (column, memory.Table.Columns[column.Index]));
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        Builder[] builders = Array.ConvertAll(columns, column => Builder.Over(cursor, column));
        while (cursor.MoveNext())
        {
            foreach (Builder builder in builders)
                builder.Add();
        }
        return [.. columns.Zip(builders.Select(builder => builder.ToColumn()))];
    }

    /// <summary>Values of a column as text, for some rows; a missing key that has names is null.</summary>
    public static string?[] Text(DataViewSchema.Column column, MemoryColumn values, int[] rows)
    {
        var position = new RowPosition();
        Func<string?> read = TextReader(column, values.Getter(position));
        return Array.ConvertAll(rows, row =>
        {
            position.Row = row;
            return read();
        });
    }

    /// <summary>All values of a column as text; a missing key that has names is null.</summary>
    public static string?[] Text(IDataView view, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        Func<string?> read = TextReader(column, Getters.Of(cursor, column));
        var texts = new List<string?>();
        while (cursor.MoveNext())
            texts.Add(read());
        return [.. texts];
    }

    /// <summary>Reads the value of a scalar column as text.</summary>
    public static Func<string?> TextReader(DataViewSchema.Column column, Delegate getter)
    {
        string[]? names = column.Type is KeyDataViewType ? KeyNames.Of(column) : null;
        Func<object?> read = Boxed(column, getter);
        return () =>
        {
            string? text = Convert.ToString(read(), CultureInfo.InvariantCulture);
            return names is null ? text : text == "0" ? null : names[int.Parse(text!, CultureInfo.InvariantCulture) - 1];
        };
    }

    private static Func<object?> Boxed(DataViewSchema.Column column, Delegate getter)
    {
        MethodInfo method = typeof(ScalarColumns).GetMethod(nameof(Box), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Func<object?>)method.MakeGenericMethod(column.Type.RawType).Invoke(null, [getter])!;
    }

    private static Func<object?> Box<T>(ValueGetter<T> getter)
    {
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    private abstract class Builder
    {
        public static Builder Over(DataViewRow row, DataViewSchema.Column column) => column.Type is TextDataViewType
            ? new TextBuilder(row.GetGetter<ReadOnlyMemory<char>>(column))
            : (Builder)Activator.CreateInstance(typeof(Builder<>).MakeGenericType(column.Type.RawType), Getters.Of(row, column))!;

        public abstract void Add();

        public abstract MemoryColumn ToColumn();
    }

    private sealed class Builder<T>(ValueGetter<T> getter) : Builder
    {
        private readonly List<T> _values = [];
        private T _value = default!;

        public override void Add()
        {
            getter(ref _value);
            _values.Add(_value);
        }

        public override MemoryColumn ToColumn() => new ScalarColumn<T>([.. _values]);
    }

    /// <summary>Text is copied: the memory it comes in may be a part of something larger.</summary>
    private sealed class TextBuilder(ValueGetter<ReadOnlyMemory<char>> getter) : Builder
    {
        private readonly List<ReadOnlyMemory<char>> _values = [];
        private ReadOnlyMemory<char> _value;

        public override void Add()
        {
            getter(ref _value);
            _values.Add(_value.ToString().AsMemory());
        }

        public override MemoryColumn ToColumn() => new ScalarColumn<ReadOnlyMemory<char>>([.. _values]);
    }
}
