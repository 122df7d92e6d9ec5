using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A constant sparse matrix A [n, m] beside its transpose, for products with dense tensors that have gradients. 32-bit floats on the CPU.</summary>
internal sealed class SparseMatrix
{
    private readonly SparseRows _rows, _transposed;

    /// <param name="rows">A by rows.</param>
    /// <param name="columnCount">m.</param>
    public SparseMatrix(SparseRows rows, int columnCount) => (_rows, _transposed) = (rows, rows.Transpose(columnCount));

    /// <summary>D_u^-1/2 A D_i^-1/2 of a binary matrix A of users and items: each entry over the root of the counts of its row and its column.</summary>
    public static SparseMatrix Normalized(SparseRows binary, int columnCount) => new(OverRoots(binary, ColumnCounts(binary, columnCount)), columnCount);

    /// <summary>Entries of each column.</summary>
    public static int[] ColumnCounts(SparseRows binary, int columnCount)
    {
        var counts = new int[columnCount];
        foreach (int column in binary.Columns)
            counts[column]++;
        return counts;
    }

    /// <summary>A binary matrix with each entry over the root of the count of its row times a count of its column; 0 where that is 0.</summary>
    public static SparseRows OverRoots(SparseRows binary, int[] columnCounts)
    {
        var values = new float[binary.EntryCount];
        for (int row = 0, at = 0; row < binary.RowCount; row++)
        {
            foreach (int column in binary[row])
                values[at++] = columnCounts[column] == 0 ? 0 : (float)(1 / Math.Sqrt((double)binary.Count(row) * columnCounts[column]));
        }

        return Valued(binary, values);
    }

    /// <summary>A binary matrix with each entry over a power of the count of its row: 1 gives means, 0.5 what propagation takes.</summary>
    public static SparseRows OverCount(SparseRows binary, double power)
    {
        var values = new float[binary.EntryCount];
        for (int row = 0, at = 0; row < binary.RowCount; row++)
        {
            int count = binary.Count(row);
            values.AsSpan(at, count).Fill((float)Math.Pow(Math.Max(1, count), -power));
            at += count;
        }

        return Valued(binary, values);
    }

    /// <summary>The mean of matrices with values, of as many rows each; a column that several have stands in a row as often.</summary>
    public static SparseRows MeanOf(SparseRows[] matrices)
    {
        int rows = matrices[0].RowCount, entries = matrices.Sum(matrix => matrix.EntryCount);
        var (offsets, columns, values) = (new int[rows + 1], new int[entries], new float[entries]);
        for (int row = 0, at = 0; row < rows; row++)
        {
            foreach (SparseRows matrix in matrices)
            {
                matrix[row].CopyTo(columns.AsSpan(at));
                foreach (float value in matrix.ValuesOf(row))
                    values[at++] = value / matrices.Length;
            }

            offsets[row + 1] = at;
        }

        return SparseRows.From(offsets, columns, values);
    }

    private static SparseRows Valued(SparseRows binary, float[] values)
    {
        var offsets = new int[binary.RowCount + 1];
        for (int row = 0; row < binary.RowCount; row++)
            offsets[row + 1] = offsets[row] + binary.Count(row);
        return SparseRows.From(offsets, binary.Columns.ToArray(), values);
    }

    /// <summary>A x. x [m, d]: [n, d].</summary>
    public Tensor Times(Tensor x) => Differentiable(x, _rows, _transposed);

    /// <summary>A' x. x [n, d]: [m, d].</summary>
    public Tensor TransposedTimes(Tensor x) => Differentiable(x, _transposed, _rows);

    /// <summary>A x without a gradient. Every row is added up in its order, so the result does not depend on the number of threads.</summary>
    /// <param name="rows">A by rows.</param>
    /// <param name="x">[m, d].</param>
    public static unsafe Tensor Multiply(SparseRows rows, Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor dense = x.detach().contiguous();
        int width = (int)dense.shape[1];
        Tensor product = zeros([rows.RowCount, width], ScalarType.Float32, CPU);
        TensorRows from = new(dense), to = new(product);
        RowBlocks.Each(rows.RowCount, row =>
        {
            var sum = new Span<float>(to[row], width);
            ReadOnlySpan<int> columns = rows[row];
            ReadOnlySpan<float> values = rows.ValuesOf(row);
            for (int i = 0; i < columns.Length; i++)
                FloatVectors.Add(sum, new ReadOnlySpan<float>(from[columns[i]], width), values[i]);
        });
        return product.MoveToOuterDisposeScope();
    }

    private static Tensor Differentiable(Tensor x, SparseRows rows, SparseRows transposed) =>
        x.requires_grad && is_grad_enabled() ? Product.apply(x, rows, transposed) : Multiply(rows, x);

    /// <summary>Y = A X has dX = A' dY.</summary>
    private sealed class Product : autograd.SingleTensorFunction<Product>
    {
        private const string Transposed = "transposed";

        public override string Name => nameof(Product);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(Transposed, vars[2]);
            return Multiply((SparseRows)vars[1], (Tensor)vars[0]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            // One for each argument, the matrices among them.
            [Multiply((SparseRows)ctx.get_data(Transposed), grad_output), null!, null!];
    }
}
