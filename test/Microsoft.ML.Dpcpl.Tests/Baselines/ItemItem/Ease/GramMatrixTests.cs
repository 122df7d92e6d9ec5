using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem.Ease;

[TestClass]
public sealed class GramMatrixTests
{
    [TestInitialize]
    public void LoadTorch() => TorchRuntime.EnsureLoaded();

    /// <summary>Rows that share little, with the default and the smallest lambda, and a few that share nearly everything.</summary>
    [TestMethod]
    [DataRow(700, 3000, 12, 100.0)]
    [DataRow(700, 3000, 12, 0.1)]
    [DataRow(300, 400, 200, 100.0)]
    [DataRow(1300, 200, 30, 1.0)]
    public void TheInverseIsAsNearTo64BitsAsItIsSaid(int rows, int columns, int entries, double lambda)
    {
        using var scope = NewDisposeScope();
        SparseRows matrix = Drawn(rows, columns, entries);
        using GramMatrix inverse = GramMatrix.Inverse(matrix, matrix.Transpose(columns), (float)lambda, default, null);
        Tensor dense = zeros([rows, columns], float64);
        for (int row = 0; row < rows; row++)
        {
            foreach (int column in matrix[row])
                dense[row, column] = 1;
        }

        Tensor gram = dense.mm(dense.t());
        double largest = gram.sum(1).max().item<double>();
        gram.diagonal().add_((float)lambda);
        Tensor expected = linalg.inv(gram), actual = stack([.. Enumerable.Range(0, rows).Select(row => tensor(inverse[row].ToArray()))]).to(float64);

        double bound = Math.ScaleB((largest + lambda) / lambda, -23) * expected.abs().max().item<double>();
        Assert.IsLessThan(bound, (actual - expected).abs().max().item<double>());
    }

    /// <summary>Places near the first columns are likelier, as popular items are.</summary>
    private static SparseRows Drawn(int rows, int columns, int entries)
    {
        var random = new Random(3);
        var drawn = new SortedSet<(int Row, int Column)>();
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < entries; i++)
                drawn.Add((row, (int)(columns * Math.Pow(random.NextDouble(), 3))));
        }

        return SparseRows.FromEntries(rows, [.. drawn.Select(entry => entry.Row)], [.. drawn.Select(entry => entry.Column)]);
    }
}
