using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// Item vectors to start from: the leading factors of the item-item cosine matrix S = N' N, where N is the binary user-item
/// matrix with rows divided by the root of their length and columns by the root of the item's popularity. E = V L^(1/2) of the
/// largest d eigenvalues, so that E E' comes near S.
/// </summary>
/// <remarks>
/// Subspace iteration (Halko, Martinsson, Tropp 2011) without ever forming S: a pass costs two products with the sparse matrix.
/// </remarks>
internal static class CoOccurrenceFactors
{
    private const int Oversampling = 16;
    private const int Iterations = 8;
    private const int PieceRows = 1 << 14;

    /// <summary>[V + 1, d]; rows have a root mean square of 1 / sqrt(d) on average; row 0 and items without events are zero.</summary>
    /// <param name="store">Histories.</param>
    /// <param name="lengths">Leading events of each user that may be known.</param>
    /// <param name="items">V.</param>
    /// <param name="width">d.</param>
    /// <param name="seed">Seed of the starting subspace.</param>
    public static Tensor Compute(SequenceStore store, int[] lengths, int items, int width, ulong seed)
    {
        Incidence incidence = Incidence.Of(store, lengths, items);
        int columns = Math.Min(width + Oversampling, items);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor basis = empty([items + 1, columns], ScalarType.Float32, CPU);
        var random = new SeededRandom(seed);
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(basis.bytes))
            value = (float)random.NextGaussian();
        Tensor product = empty_like(basis);
        for (int i = 0; i < Iterations; i++)
        {
            incidence.Multiply(basis, product);
            (basis, product) = (product, basis);
            // Twice: what rounding leaves of the first time is gone after the second.
            Orthonormalize(basis);
            Orthonormalize(basis);
        }

        incidence.Multiply(basis, product);
        Tensor projected = zeros([columns, columns], ScalarType.Float32, CPU);
        ForEachPiece(basis, product, (piece, image) => projected.Add(piece.t().mm(image)));
        product.Dispose();
        (Tensor eigenvalues, Tensor vectors) = linalg.eigh(projected);
        int kept = Math.Min(width, columns);
        Tensor scale = eigenvalues.narrow(0, columns - kept, kept).AtLeast(0).sqrt();
        Tensor map = vectors.narrow(1, columns - kept, kept) * scale, factors = empty([items + 1, kept], ScalarType.Float32, CPU);
        ForEachPiece(basis, factors, (piece, rows) => rows.copy_(piece.mm(map)));
        basis.Dispose();
        factors[0].zero_();
        Tensor rowNorms = factors.norm(1), squares = rowNorms * rowNorms;
        Tensor norm = squares.sum() / squares.gt(zeros_like(squares)).sum().AtLeast(1);
        factors.div_(norm.sqrt().AtLeast(1e-12));
        return (kept == width ? factors : nn.functional.pad(factors, [0, width - kept])).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Columns of an orthonormal basis of the same space, in place and piece by piece: B V L^(-1/2) with B'B = V L V'. Columns beyond
    /// the rank become zero.
    /// </summary>
    private static void Orthonormalize(Tensor basis)
    {
        using var scope = NewDisposeScope();
        Tensor gram = zeros([basis.shape[1], basis.shape[1]], ScalarType.Float64, CPU);
        ForEachPiece(basis, basis, (piece, _) => gram.Add(piece.t().mm(piece).to(ScalarType.Float64)));
        (Tensor values, Tensor vectors) = linalg.eigh(gram);
        Tensor known = values.gt(values[-1].Times(1e-10));
        Tensor map = (vectors * values.AtLeast(1e-300).rsqrt() * known).to(basis.dtype);
        ForEachPiece(basis, basis, (piece, rows) => rows.copy_(piece.mm(map)));
    }

    /// <summary>The same rows of two matrices at a time: products of whole tables would pack a copy of them.</summary>
    private static void ForEachPiece(Tensor first, Tensor second, Action<Tensor, Tensor> use)
    {
        for (long start = 0; start < first.shape[0]; start += PieceRows)
        {
            using var scope = NewDisposeScope();
            long rows = Math.Min(PieceRows, first.shape[0] - start);
            use(first.narrow(0, start, rows), second.narrow(0, start, rows));
        }
    }

    /// <summary>The normalized user-item matrix as compressed rows.</summary>
    private sealed class Incidence
    {
        private readonly SparseRows _itemsOf;
        private readonly float[] _userScale;
        private readonly float[] _itemScale;

        private Incidence(SparseRows itemsOf, float[] userScale, float[] itemScale) =>
            (_itemsOf, _userScale, _itemScale) = (itemsOf, userScale, itemScale);

        public static Incidence Of(SequenceStore store, int[] lengths, int items)
        {
            var offsets = new int[store.UserCount + 1];
            var entries = new List<int>(store.EventCount);
            var popularity = new float[items + 1];
            var lastUser = new int[items + 1];
            for (int user = 0; user < store.UserCount; user++)
            {
                foreach (int item in store.ItemsOf(user)[..lengths[user]])
                {
                    if (item == 0 || lastUser[item] == user + 1)
                        continue;
                    lastUser[item] = user + 1;
                    popularity[item]++;
                    entries.Add(item);
                }

                offsets[user + 1] = entries.Count;
            }

            return new Incidence(
                SparseRows.From(offsets, [.. entries]),
                [.. Enumerable.Range(0, store.UserCount).Select(user => 1 / MathF.Sqrt(Math.Max(1, offsets[user + 1] - offsets[user])))],
                [.. popularity.Select(count => 1 / MathF.Sqrt(Math.Max(1, count)))]);
        }

        /// <summary>S Q = N' (N Q) for Q [V + 1, columns] into another matrix of that size.</summary>
        public void Multiply(Tensor factors, Tensor result)
        {
            int columns = (int)factors.shape[1];
            ReadOnlySpan<float> from = MemoryMarshal.Cast<byte, float>(factors.bytes);
            Span<float> to = MemoryMarshal.Cast<byte, float>(result.bytes);
            to.Clear();
            Span<float> sum = new float[columns];
            for (int user = 0; user < _itemsOf.RowCount; user++)
            {
                ReadOnlySpan<int> items = _itemsOf[user];
                sum.Clear();
                foreach (int item in items)
                    FloatVectors.Add(sum, from.Slice(item * columns, columns), _itemScale[item]);
                float scale = _userScale[user] * _userScale[user];
                foreach (int item in items)
                    FloatVectors.Add(to.Slice(item * columns, columns), sum, scale * _itemScale[item]);
            }
        }
    }
}
