namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A sparse 0/1 matrix as compressed rows: the columns of row r, in the order they were given.</summary>
internal sealed class SparseRows
{
    private readonly int[] _offsets;
    private readonly int[] _columns;

    private SparseRows(int[] offsets, int[] columns) => (_offsets, _columns) = (offsets, columns);

    public int RowCount => _offsets.Length - 1;

    public int Count(int row) => _offsets[row + 1] - _offsets[row];

    public ReadOnlySpan<int> this[int row] => _columns.AsSpan(_offsets[row], Count(row));

    /// <param name="offsets">Length rows + 1; kept.</param>
    /// <param name="columns">Kept.</param>
    public static SparseRows From(int[] offsets, int[] columns) => new(offsets, columns);

    /// <summary>For each value 0..<paramref name="values"/>-1, the positions where <paramref name="sequence"/> has it, ascending.</summary>
    public static SparseRows Positions(ReadOnlySpan<int> sequence, int values)
    {
        var offsets = new int[values + 1];
        foreach (int value in sequence)
            offsets[value + 1]++;
        for (int v = 0; v < values; v++)
            offsets[v + 1] += offsets[v];
        var columns = new int[sequence.Length];
        int[] next = offsets[..values];
        for (int i = 0; i < sequence.Length; i++)
            columns[next[sequence[i]]++] = i;
        return new SparseRows(offsets, columns);
    }

    /// <summary>The transposed matrix with <paramref name="columnCount"/> rows.</summary>
    public SparseRows Transpose(int columnCount)
    {
        SparseRows turned = Positions(_columns.AsSpan(0, _offsets[^1]), columnCount);
        int row = 0;
        int[] rowOf = new int[_offsets[^1]];
        for (int i = 0; i < rowOf.Length; i++)
        {
            while (i >= _offsets[row + 1])
                row++;
            rowOf[i] = row;
        }

        for (int i = 0; i < turned._columns.Length; i++)
            turned._columns[i] = rowOf[turned._columns[i]];
        return turned;
    }
}
