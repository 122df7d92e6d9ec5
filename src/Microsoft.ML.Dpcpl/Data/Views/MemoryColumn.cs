using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The values of one column of a <see cref="MemoryDataView"/>.</summary>
internal abstract class MemoryColumn
{
    /// <summary>A <see cref="ValueGetter{T}"/> of the column's raw type that follows <paramref name="position"/>.</summary>
    public abstract Delegate Getter(RowPosition position);

    /// <summary>The same column for some of its rows.</summary>
    public abstract MemoryColumn Select(int[] rows);
}

/// <summary>The row a cursor stands on, shared with its getters.</summary>
internal sealed class RowPosition
{
    public int Row { get; set; } = -1;
}

/// <summary>One value per row.</summary>
internal sealed class ScalarColumn<T>(T[] values) : MemoryColumn
{
    public T[] Values => values;

    public override Delegate Getter(RowPosition position) => (ValueGetter<T>)((ref T value) => value = values[position.Row]);

    public override MemoryColumn Select(int[] rows) => new ScalarColumn<T>(Array.ConvertAll(rows, row => values[row]));
}

/// <summary>Numbers, as many in every row.</summary>
/// <param name="values">The rows, one after the other.</param>
/// <param name="width">Numbers of a row.</param>
internal sealed class NumberRowsColumn(ReadOnlyMemory<float> values, int width) : MemoryColumn
{
    public override Delegate Getter(RowPosition position) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, width);
        values.Span.Slice(position.Row * width, width).CopyTo(editor.Values);
        value = editor.Commit();
    });

    public override MemoryColumn Select(int[] rows) =>
        new NumberRowsColumn(rows.SelectMany(row => values.Slice(row * width, width).ToArray()).ToArray(), width);
}

/// <summary>Key values, a vector per row.</summary>
internal sealed class KeyVectorColumn(int[][] values) : MemoryColumn
{
    public int[][] Values => values;

    public override Delegate Getter(RowPosition position) => (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> value) =>
    {
        int[] row = values[position.Row];
        VBufferEditor<uint> editor = VBufferEditor.Create(ref value, row.Length);
        for (int i = 0; i < row.Length; i++)
            editor.Values[i] = (uint)row[i];
        value = editor.Commit();
    });

    public override MemoryColumn Select(int[] rows) => new KeyVectorColumn(Array.ConvertAll(rows, row => values[row]));
}

/// <summary>Vectors of any length, one per row.</summary>
internal sealed class ArraysColumn<T>(T[][] values) : MemoryColumn
{
    public override Delegate Getter(RowPosition position) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        T[] row = values[position.Row];
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, row.Length);
        row.CopyTo(editor.Values);
        value = editor.Commit();
    });

    public override MemoryColumn Select(int[] rows) => new ArraysColumn<T>(Array.ConvertAll(rows, row => values[row]));
}
