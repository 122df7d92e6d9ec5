using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>P = (M M' + lambda I)^-1 of a sparse 0/1 matrix M, in 32-bit numbers and in the only n x n of them that there are.</summary>
/// <remarks>
/// Beside P in 64-bit numbers an entry is off by at most 2^-23 (s + lambda) / lambda of the largest entry, where s is the largest sum of a row of M M': the
/// rounding of a number times the most that the condition of the matrix can be.
/// </remarks>
internal sealed unsafe class GramMatrix : IDisposable
{
    private readonly Tensor _inverse;
    private readonly TensorRows _rows;

    private GramMatrix(int size)
    {
        Size = size;
        _inverse = zeros([size, size], ScalarType.Float32, CPU);
        _rows = new TensorRows(_inverse);
    }

    /// <summary>n.</summary>
    public int Size { get; }

    /// <summary>Entries of a row of P.</summary>
    public ReadOnlySpan<float> this[int row] => new(_rows[row], Size);

    /// <param name="rows">M by rows.</param>
    /// <param name="columns">M by columns.</param>
    /// <param name="lambda">Above zero.</param>
    /// <param name="cancellationToken">Looked at after each row and each block of columns.</param>
    /// <param name="env">In whose log it is said how far it is; null: nowhere.</param>
    public static GramMatrix Inverse(SparseRows rows, SparseRows columns, float lambda, CancellationToken cancellationToken, IHostEnvironment? env)
    {
        using var scope = NewDisposeScope();
        var matrix = new GramMatrix(rows.RowCount);
        matrix.Fill(rows, columns, lambda, cancellationToken, new Progress(env, "EASE, matrix", rows.RowCount, Progress.Rows));
        SymmetricInverse.InPlace(matrix._inverse, cancellationToken, new Progress(env, "EASE, inverting", rows.RowCount, "columns"));
        matrix._inverse.MoveToOuterDisposeScope();
        return matrix;
    }

    /// <summary>A sum of some rows of P.</summary>
    public void Sum(ReadOnlySpan<int> rows, Span<float> sum)
    {
        sum.Clear();
        foreach (int row in rows)
            FloatVectors.Add(sum, this[row]);
    }

    public void Dispose() => _inverse.Dispose();

    private void Fill(SparseRows rows, SparseRows columns, float lambda, CancellationToken cancellationToken, Progress progress) => Parallel.For(
        0,
        Size,
        new ParallelOptions { CancellationToken = cancellationToken },
        one =>
        {
            float* row = _rows[one];
            foreach (int column in rows[one])
            {
                foreach (int other in columns[column])
                    row[other]++;
            }

            row[one] += lambda;
            progress.Add(1);
        });
}
