using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>Inverts a symmetric positive definite matrix in its own memory.</summary>
/// <remarks>
/// Gauss-Jordan without pivoting, a block of columns at a time, on the lower triangle: the number of multiplications of a Cholesky
/// factor and its inverse, n^3, and nearly all of them in matrix products. Beside the matrix it needs <see cref="PanelBytes"/>.
/// </remarks>
internal static class SymmetricInverse
{
    private const int BlockColumns = 256, ChunkRows = 512;

    /// <summary>What inverting n x n numbers needs beside their own n x n x 4 bytes.</summary>
    public static long PanelBytes(long n) => 4 * sizeof(float) * n * Math.Min(n, BlockColumns);

    /// <param name="matrix">[n, n], 32-bit floats; only the lower triangle is read. It becomes the inverse, both triangles.</param>
    /// <param name="cancellationToken">Looked at after each block; the matrix is of no use then.</param>
    /// <param name="progress">Receives the columns that are done; null: nobody does.</param>
    /// <exception cref="InvalidOperationException">The matrix is not positive definite.</exception>
    public static void InPlace(Tensor matrix, CancellationToken cancellationToken = default, Progress? progress = null)
    {
        using var noGrad = no_grad();
        long n = matrix.shape[0];
        for (long first = 0; first < n; first += BlockColumns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long width = Math.Min(BlockColumns, n - first);
            Eliminate(matrix, n, first, width);
            progress?.Add(width);
        }

        matrix.neg_();
        // A chunk of rows at a time: the other triangle, without a second matrix.
        for (long row = 0; row < n; row += ChunkRows)
        {
            using var scope = NewDisposeScope();
            long count = Math.Min(ChunkRows, n - row);
            Part(matrix, 0, row, row, count).copy_(Part(matrix, row, count, 0, row).t());
            Tensor square = Part(matrix, row, count, row, count);
            square.copy_(square.tril().Plus(square.tril(-1).t()));
        }
    }

    /// <summary>With D the block on the diagonal and C its columns: A - C D^-1 C' elsewhere, C D^-1 in the columns, -D^-1 in the block.</summary>
    private static void Eliminate(Tensor matrix, long n, long first, long width)
    {
        using var scope = NewDisposeScope();
        long after = first + width;
        Tensor block = Part(matrix, first, width, first, width);
        Tensor inverse = Inverse(block.tril().Plus(block.tril(-1).t()));
        Tensor above = Part(matrix, first, width, 0, first), below = Part(matrix, after, n - after, first, width);
        Tensor columns = cat([above.t(), zeros_like(block), below], 0);
        Tensor weighted = columns.mm(inverse);
        for (long row = 0; row < n; row += ChunkRows)
        {
            long count = Math.Min(ChunkRows, n - row), end = row + count;
            using Tensor part = Part(matrix, row, count, 0, end), left = weighted.narrow(0, row, count), right = columns.narrow(0, 0, end).t();
            part.addmm_(left, right, beta: 1, alpha: -1);
        }

        above.copy_(weighted.narrow(0, 0, first).t());
        below.copy_(weighted.narrow(0, after, n - after));
        block.copy_(-inverse);
    }

    /// <summary>In 64 bits: a block costs little, and all that follows is built on it.</summary>
    private static Tensor Inverse(Tensor block)
    {
        (Tensor factor, Tensor failed) = linalg.cholesky_ex(block.to(ScalarType.Float64));
        return failed.item<int>() == 0
            ? cholesky_inverse(factor).to(ScalarType.Float32)
            : throw new InvalidOperationException("The matrix is not positive definite in 32-bit numbers: raise Lambda.");
    }

    private static Tensor Part(Tensor matrix, long row, long rows, long column, long columns) =>
        matrix.narrow(0, row, rows).narrow(1, column, columns);
}
