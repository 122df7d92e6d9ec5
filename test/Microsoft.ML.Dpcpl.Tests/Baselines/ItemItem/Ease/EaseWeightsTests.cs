using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem.Ease;

[TestClass]
public sealed class EaseWeightsTests
{
    /// <summary>More users than items, and fewer: the matrix that is inverted is the items' or the users'.</summary>
    [TestMethod]
    [DataRow(60, 12, 5.0)]
    [DataRow(9, 25, 5.0)]
    [DataRow(25, 25, 0.5)]
    [DataRow(9, 25, 500.0)]
    public void WeightsAreThoseOfTheClosedForm(int users, int items, double lambda)
    {
        SequenceData data = SmallShop.Random(users, items);
        double[,] expected = ClosedForm(SmallShop.Dense(data), lambda);

        ItemWeights weights = EaseWeights.Learn(new TouchedItems(data), new() { Lambda = lambda });

        double[,] actual = SmallShop.Dense(weights);
        SmallShop.AssertEqual(expected, actual, 1e-4 * expected.Cast<double>().Max());
        Assert.IsTrue(actual.Cast<double>().Any(w => w < 0), "no negative weight");
        Assert.IsTrue(Enumerable.Range(0, items + 1).All(i => actual[i, i] == 0), "the diagonal");
    }

    [TestMethod]
    public void TheLargestWeightsOfEachRowAreKept()
    {
        SequenceData data = SmallShop.Random(60, 12);
        double[,] expected = ClosedForm(SmallShop.Dense(data), 5);

        ItemWeights weights = EaseWeights.Learn(new TouchedItems(data), new() { Lambda = 5, Neighbors = 4 });

        for (int i = 1; i <= 12; i++)
        {
            int[] largest = [.. Enumerable.Range(1, 12).OrderByDescending(j => Math.Abs(expected[i, j])).Take(4).Order()];
            CollectionAssert.AreEqual(largest, weights.ItemsOf(i).ToArray());
        }
    }

    [TestMethod]
    public void MoreMemoryThanGivenIsRefused()
    {
        var touched = new TouchedItems(SmallShop.Random(60, 40));
        long needed = EaseWeights.Memory(touched);
        Assert.IsGreaterThanOrEqualTo(40L * 40 * 4, needed);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => EaseWeights.Learn(touched, new() { MemoryLimit = needed - 1 }));
        StringAssert.Contains(error.Message, "40 items");
        StringAssert.Contains(error.Message, "GB");
        StringAssert.Contains(error.Message, "MemoryLimit");
        Assert.IsGreaterThan(0, EaseWeights.Learn(touched, new() { MemoryLimit = needed }).Count);
    }

    [TestMethod]
    public void ItStopsWhenCanceled()
    {
        var touched = new TouchedItems(SmallShop.Random(60, 40));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => EaseWeights.Learn(touched, new() { CancellationToken = stop.Token }));
    }

    /// <summary>B = I - P diag(1 / diag P), all in 64 bits.</summary>
    private static double[,] ClosedForm(double[,] x, double lambda)
    {
        int users = x.GetLength(0), items = x.GetLength(1) - 1;
        var gram = new double[items, items];
        for (int i = 0; i < items; i++)
        {
            for (int j = 0; j < items; j++)
                gram[i, j] = Enumerable.Range(0, users).Sum(u => x[u, i + 1] * x[u, j + 1]) + (i == j ? lambda : 0);
        }

        double[,] p = Gauss(gram), b = new double[items + 1, items + 1];
        for (int i = 0; i < items; i++)
        {
            for (int j = 0; j < items; j++)
                b[i + 1, j + 1] = i == j ? 0 : -p[i, j] / p[j, j];
        }

        return b;
    }

    /// <summary>The inverse by elimination with pivoting.</summary>
    private static double[,] Gauss(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone(), inverse = new double[n, n];
        for (int i = 0; i < n; i++)
            inverse[i, i] = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            for (int j = 0; j < n; j++)
            {
                (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
                (inverse[k, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[k, j]);
            }

            double scale = 1 / a[k, k];
            for (int j = 0; j < n; j++)
                (a[k, j], inverse[k, j]) = (a[k, j] * scale, inverse[k, j] * scale);
            for (int i = 0; i < n; i++)
            {
                double factor = i == k ? 0 : a[i, k];
                for (int j = 0; j < n; j++)
                    (a[i, j], inverse[i, j]) = (a[i, j] - (factor * a[k, j]), inverse[i, j] - (factor * inverse[k, j]));
            }
        }

        return inverse;
    }
}
