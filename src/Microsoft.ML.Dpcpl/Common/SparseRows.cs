using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>
/// A sparse matrix as compressed rows: the columns of row r in the order they were given, and where entries differ their values;
/// without values every entry counts 1. 4 bytes per row, and 4 or 8 bytes per entry. Immutable, so safe to share.
/// </summary>
internal sealed class SparseRows
{
    private readonly int[] _offsets;
    private readonly int[] _columns;
    private readonly float[]? _values;

    private SparseRows(int[] offsets, int[] columns, float[]? values) => (_offsets, _columns, _values) = (offsets, columns, values);

    public int RowCount => _offsets.Length - 1;

    /// <summary>Entries of all rows.</summary>
    public int EntryCount => _offsets[^1];

    /// <summary>Columns of all rows, one after the other.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, EntryCount);

    /// <summary>As long as <see cref="Columns"/>; empty for a matrix without values.</summary>
    public ReadOnlySpan<float> Values => _values is null ? [] : _values.AsSpan(0, EntryCount);

    /// <summary>The columns of a row.</summary>
    public ReadOnlySpan<int> this[int row] => _columns.AsSpan(_offsets[row], Count(row));

    /// <summary>As long as the columns of the row; empty for a matrix without values.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values is null ? [] : _values.AsSpan(_offsets[row], Count(row));

    /// <summary>The first entry of a row among those of all rows.</summary>
    public int Start(int row) => _offsets[row];

    /// <summary>Entries of a row.</summary>
    public int Count(int row) => _offsets[row + 1] - _offsets[row];

    /// <param name="offsets">Length rows + 1, ascending from 0: the entries of row r stand at [offsets[r], offsets[r + 1]); kept.</param>
    /// <param name="columns">At least as long as the last offset; kept.</param>
    /// <param name="values">Likewise; null for none.</param>
    public static SparseRows From(int[] offsets, int[] columns, float[]? values = null) =>
        columns.Length < offsets[^1] || values?.Length < offsets[^1]
            ? throw new ArgumentException("There must be as many columns and values as the last offset says.", nameof(offsets))
            : new SparseRows(offsets, columns, values);

    /// <summary>Rows with values, one array of columns and one of values each.</summary>
    public static SparseRows From(IReadOnlyList<(int[] Columns, float[] Values)> rows)
    {
        var offsets = new int[rows.Count + 1];
        for (int row = 0; row < rows.Count; row++)
            offsets[row + 1] = checked(offsets[row] + rows[row].Columns.Length);
        var (columns, values) = (new int[offsets[^1]], new float[offsets[^1]]);
        for (int row = 0; row < rows.Count; row++)
        {
            rows[row].Columns.CopyTo(columns, offsets[row]);
            rows[row].Values.CopyTo(values, offsets[row]);
        }

        return new SparseRows(offsets, columns, values);
    }

    /// <summary>The rows of some matrices with values, one matrix below the other.</summary>
    public static SparseRows Stacked(IReadOnlyList<SparseRows> matrices)
    {
        var offsets = new int[matrices.Sum(matrix => matrix.RowCount) + 1];
        int entries = matrices.Sum(matrix => matrix.EntryCount), at = 0;
        var (columns, values) = (new int[entries], new float[entries]);
        foreach (SparseRows matrix in matrices)
        {
            int start = offsets[at];
            for (int row = 0; row < matrix.RowCount; row++)
                offsets[++at] = start + matrix._offsets[row + 1];
            matrix.Columns.CopyTo(columns.AsSpan(start));
            matrix.Values.CopyTo(values.AsSpan(start));
        }

        return new SparseRows(offsets, columns, values);
    }

    /// <summary>Entries in any order; those of one row stay in the order they came in, and equal ones are not added up.</summary>
    /// <param name="rowCount">Rows.</param>
    /// <param name="rows">The row of each entry, 0..rowCount - 1.</param>
    /// <param name="columns">As many columns.</param>
    /// <param name="values">As many values; empty for none.</param>
    public static SparseRows FromEntries(int rowCount, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values = default)
    {
        (int[] offsets, int[] order) = Sorted(rows, rowCount);
        float[]? ordered = values.IsEmpty ? null : new float[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int entry = order[i];
            order[i] = columns[entry];
            if (ordered is not null)
                ordered[i] = values[entry];
        }

        return new SparseRows(offsets, order, ordered);
    }

    /// <summary>For each value 0..<paramref name="values"/>-1, the positions where <paramref name="sequence"/> has it, ascending.</summary>
    public static SparseRows Positions(ReadOnlySpan<int> sequence, int values)
    {
        (int[] offsets, int[] order) = Sorted(sequence, values);
        return new SparseRows(offsets, order, null);
    }

    /// <summary>The transposed matrix with <paramref name="columnCount"/> rows, each in ascending order of the columns.</summary>
    public SparseRows Transpose(int columnCount)
    {
        var rowOf = new int[EntryCount];
        for (int row = 0; row < RowCount; row++)
            rowOf.AsSpan(_offsets[row], Count(row)).Fill(row);
        return FromEntries(columnCount, Columns, rowOf, Values);
    }

    /// <summary>The entries that are to be kept, with their values where there are some.</summary>
    /// <param name="keep">By row and column; asked row by row, in the order of the columns.</param>
    public SparseRows Where(Func<int, int, bool> keep)
    {
        var (offsets, columns) = (new int[RowCount + 1], new int[EntryCount]);
        float[]? values = _values is null ? null : new float[EntryCount];
        for (int row = 0, kept = 0; row < RowCount; row++)
        {
            for (int at = _offsets[row]; at < _offsets[row + 1]; at++)
            {
                if (!keep(row, _columns[at]))
                    continue;
                if (values is not null)
                    values[kept] = _values![at];
                columns[kept++] = _columns[at];
            }

            offsets[row + 1] = kept;
        }

        return new SparseRows(offsets, columns, values);
    }

    /// <summary>The entries that another matrix of as many rows lacks, with their values where there are some. Columns ascend in the rows of both.</summary>
    public SparseRows Except(SparseRows other)
    {
        var (offsets, columns) = (new int[RowCount + 1], new int[EntryCount]);
        float[]? values = _values is null ? null : new float[EntryCount];
        int kept = 0;
        for (int row = 0; row < RowCount; row++)
        {
            int at = _offsets[row];
            foreach (int column in other[row])
            {
                int found = at + _columns.AsSpan(at.._offsets[row + 1]).BinarySearch(column);
                if (found < at)
                    continue;
                Keep(at, found);
                at = found + 1;
            }

            Keep(at, _offsets[row + 1]);
            offsets[row + 1] = kept;
        }

        return new SparseRows(offsets, columns, values);

        void Keep(int from, int to)
        {
            _columns.AsSpan(from..to).CopyTo(columns.AsSpan(kept));
            if (values is not null)
                _values.AsSpan(from..to).CopyTo(values.AsSpan(kept));
            kept += to - from;
        }
    }

    /// <summary>As many entries in each row, with other columns and values.</summary>
    /// <param name="columns">At least as long as <see cref="Columns"/>; kept.</param>
    /// <param name="values">Likewise; null for none.</param>
    public SparseRows With(int[] columns, float[]? values) => From(_offsets, columns, values);

    /// <summary>The same entries and values, with a column's place among some columns as its number.</summary>
    /// <param name="columns">All that occur, ascending.</param>
    public SparseRows Renumbered(int[] columns) => With(Array.ConvertAll(Columns.ToArray(), column => Array.BinarySearch(columns, column)), _values);

    /// <summary>The same entries without values, shared.</summary>
    public SparseRows WithoutValues() => new(_offsets, _columns, null);

    /// <summary>The same without the rows that have no entry; entries are shared.</summary>
    public SparseRows WithoutEmptyRows() =>
        new([0, .. Enumerable.Range(0, RowCount).Where(row => Count(row) > 0).Select(row => _offsets[row + 1])], _columns, _values);

    /// <summary>Some rows of a matrix with values, in this order; -1 is a row without an entry.</summary>
    public SparseRows Select(ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
            offsets[i + 1] = checked(offsets[i] + (rows[i] < 0 ? 0 : Count(rows[i])));
        var (columns, values) = (new int[offsets[^1]], new float[offsets[^1]]);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0)
                continue;
            this[rows[i]].CopyTo(columns.AsSpan(offsets[i]));
            ValuesOf(rows[i]).CopyTo(values.AsSpan(offsets[i]));
        }

        return new SparseRows(offsets, columns, values);
    }

    /// <summary>Writes offsets, columns and values, little-endian; how many there are is left to the caller.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(MemoryMarshal.AsBytes(_offsets.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Columns));
        writer.Write(MemoryMarshal.AsBytes(Values));
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and trusts none of it.</summary>
    /// <param name="reader">At the place where writing began.</param>
    /// <param name="rowCount">Rows.</param>
    /// <param name="firstColumn">Smallest column there may be.</param>
    /// <param name="lastColumn">Largest column there may be.</param>
    /// <param name="hasValues">Whether there are values.</param>
    /// <param name="mostPerRow">Entries that a row may have.</param>
    /// <exception cref="InvalidDataException">The numbers cannot be such a matrix.</exception>
    /// <exception cref="EndOfStreamException">The file holds fewer numbers.</exception>
    public static SparseRows Read(BoundedReader reader, int rowCount, int firstColumn, int lastColumn, bool hasValues, int mostPerRow = int.MaxValue)
    {
        int[] offsets = reader.ReadArray<int>(rowCount + 1L);
        bool follow = offsets[0] == 0;
        for (int row = 0; row < rowCount; row++)
            follow &= offsets[row] <= offsets[row + 1] && offsets[row + 1] - offsets[row] <= mostPerRow;
        if (!follow)
            throw new InvalidDataException("the rows of a sparse matrix do not follow each other");
        int[] columns = reader.ReadArray<int>(offsets[^1]);
        return columns.AsSpan().ContainsAnyExceptInRange(firstColumn, lastColumn)
            ? throw new InvalidDataException($"an entry of a sparse matrix stands in no column from {firstColumn} to {lastColumn}")
            : new SparseRows(offsets, columns, hasValues ? reader.ReadFinite(offsets[^1]) : null);
    }

    /// <summary>Positions in ascending order of their values, equal ones in their order, and where each value's begin.</summary>
    private static (int[] Offsets, int[] Order) Sorted(ReadOnlySpan<int> sequence, int values)
    {
        var offsets = new int[values + 1];
        foreach (int value in sequence)
            offsets[value + 1]++;
        for (int v = 0; v < values; v++)
            offsets[v + 1] += offsets[v];
        var order = new int[sequence.Length];
        int[] next = offsets[..values];
        for (int i = 0; i < sequence.Length; i++)
            order[next[sequence[i]]++] = i;
        return (offsets, order);
    }
}
