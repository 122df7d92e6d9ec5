using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class SparseMatrixTests
{
    [TestMethod]
    [DataRow(7, 5, 3)]
    [DataRow(2000, 60, 20)]
    public void ProductsAreThoseOfTheDenseMatrix(int rows, int columns, int width)
    {
        using var scope = NewDisposeScope();
        (SparseRows sparse, float[,] dense) = Random(rows, columns);
        var matrix = new SparseMatrix(sparse, columns);
        Tensor x = Numbers(columns, width, 2), y = Numbers(rows, width, 3), a = tensor(dense);

        AssertNear(a.mm(x), matrix.Times(x));
        AssertNear(a.t().mm(y), matrix.TransposedTimes(y));
    }

    [TestMethod]
    public void GradientsAreThoseOfTheDenseMatrix()
    {
        using var scope = NewDisposeScope();
        (SparseRows sparse, float[,] dense) = Random(9, 6);
        var matrix = new SparseMatrix(sparse, 6);
        Tensor a = tensor(dense), weights = Numbers(9, 4, 5);
        Tensor Gradient(Func<Tensor, Tensor> there, Func<Tensor, Tensor> back)
        {
            Tensor x = Numbers(6, 4, 6).requires_grad_();
            // Once forth, back and forth again, so that the gradient of one product goes through another.
            (there(back(there(x)).tanh()) * weights).sum().backward();
            return x.grad!;
        }

        AssertNear(Gradient(x => a.mm(x), y => a.t().mm(y)), Gradient(matrix.Times, matrix.TransposedTimes));
    }

    [TestMethod]
    public void TheNumberOfThreadsChangesNothing()
    {
        using var scope = NewDisposeScope();
        (SparseRows sparse, _) = Random(3000, 50);
        Tensor x = Numbers(50, 24, 7);
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            Tensor alone = SparseMatrix.Multiply(sparse, x);
            set_num_threads(3);
            Assert.AreEqual(0, (SparseMatrix.Multiply(sparse, x) - alone).abs().max().ToDouble());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [TestMethod]
    public void EntriesAreNormalizedByTheCountsOfRowAndColumn()
    {
        using var scope = NewDisposeScope();
        // Row 0 has columns 1 and 2, row 1 none, row 2 column 2.
        var binary = SparseRows.From([0, 2, 2, 3], [1, 2, 2]);
        Tensor dense = SparseMatrix.Normalized(binary, 4).Times(eye(4));
        float[,] expected = { { 0, 1 / MathF.Sqrt(2), 0.5f, 0 }, { 0, 0, 0, 0 }, { 0, 0, 1 / MathF.Sqrt(2), 0 } };
        AssertNear(tensor(expected), dense);
    }

    /// <summary>Between the passes nothing of ours refers to the function that libtorch will call.</summary>
    [TestMethod]
    public void AGarbageCollectionBetweenThePassesDoesNoHarm()
    {
        using var scope = NewDisposeScope();
        (SparseRows sparse, float[,] dense) = Random(30, 20);
        Tensor x = Numbers(20, 8, 1).requires_grad_(), y = Numbers(20, 8, 1).requires_grad_();
        Tensor loss = Loss();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        loss.backward();
        tensor(dense).mm(y).square().sum().backward();
        AssertNear(y.grad!, x.grad!);

        Tensor Loss() => new SparseMatrix(sparse, 20).Times(x).square().sum();
    }

    [TestMethod]
    public void NothingStaysBehind()
    {
        (SparseRows sparse, _) = Random(30, 20);
        var matrix = new SparseMatrix(sparse, 20);
        void Step()
        {
            using var scope = NewDisposeScope();
            Tensor x = Numbers(20, 8, 1).requires_grad_();
            matrix.TransposedTimes(matrix.Times(x)).square().sum().backward();
        }

        Step();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 20; i++)
            Step();
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    internal static void AssertNear(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        Assert.IsLessThan(tolerance, (expected - actual).abs().max().ToDouble());
    }

    private static Tensor Numbers(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return tensor([.. Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5))]).view(rows, columns);
    }

    private static (SparseRows Sparse, float[,] Dense) Random(int rows, int columns)
    {
        var random = new Random(1);
        var dense = new float[rows, columns];
        var entries = new (int[], float[])[rows];
        for (int row = 0; row < rows; row++)
        {
            int[] found = [.. Enumerable.Range(0, columns).Where(_ => random.Next(4) == 0)];
            float[] values = [.. found.Select(_ => (float)random.NextDouble())];
            for (int i = 0; i < found.Length; i++)
                dense[row, found[i]] = values[i];
            entries[row] = (found, values);
        }

        return (SparseRows.From(entries), dense);
    }
}
