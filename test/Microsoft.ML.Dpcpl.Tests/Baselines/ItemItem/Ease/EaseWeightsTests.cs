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

    /// <summary>The head has the closed form of the head alone; a weight of a rare item that of the head and the rare items it is between.</summary>
    [TestMethod]
    [DataRow(60, 40, 15)]
    [DataRow(20, 40, 15)]
    [DataRow(60, 40, 39)]
    [DataRow(60, 40, 1)]
    public void WeightsOfRareItemsAreThoseOfTheHeadAndThemselves(int users, int items, int exact)
    {
        SequenceData data = SmallShop.Random(users, items);
        double[,] x = SmallShop.Dense(data);
        int[] order = [.. Enumerable.Range(1, items).OrderByDescending(item => Enumerable.Range(0, users).Sum(u => x[u, item])).ThenBy(item => item)];
        int[] head = [.. order[..exact]], tail = order[exact..];
        double[,] expected = new double[items + 1, items + 1];
        Put(head, head, head);
        foreach (int one in tail)
        {
            Put([.. head, one], [one], head);
            Put([.. head, one], head, [one]);
            foreach (int other in tail.Where(other => other != one))
                Put([.. head, one, other], [one], [other]);
        }

        ItemWeights weights = EaseWeights.Learn(new TouchedItems(data), new() { Lambda = 5, ExactItems = exact });

        SmallShop.AssertEqual(expected, SmallShop.Dense(weights), 1e-5);

        void Put(int[] known, int[] from, int[] to)
        {
            double[,] b = ClosedForm(Columns(x, known), 5);
            foreach (int i in from)
            {
                foreach (int j in to)
                    expected[i, j] = b[1 + Array.IndexOf(known, i), 1 + Array.IndexOf(known, j)];
            }
        }
    }

    /// <summary>Seventeen items are a block of rows and one more; a row must not hang on the others of its block.</summary>
    [TestMethod]
    [DataRow(9, 17)]
    [DataRow(60, 17)]
    public void AsManyExactItemsAsThereAreChangeNothing(int users, int items)
    {
        var touched = new TouchedItems(SmallShop.Random(users, items));
        SmallShop.AssertEqual(
            SmallShop.Dense(EaseWeights.Learn(touched, new())), SmallShop.Dense(EaseWeights.Learn(touched, new() { ExactItems = Math.Min(touched.UserCount, items) })), 0);
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
        long needed = EaseWeights.Memory(touched, new());
        Assert.IsGreaterThanOrEqualTo(40L * 40 * 4, needed);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => EaseWeights.Learn(touched, new() { MemoryLimit = needed - 1 }));
        StringAssert.Contains(error.Message, "40 items");
        StringAssert.Contains(error.Message, "GB");
        StringAssert.Contains(error.Message, "MemoryLimit");
        StringAssert.Contains(error.Message, "ExactItems");
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

    /// <summary>Some columns of X, behind the one that belongs to no item.</summary>
    private static double[,] Columns(double[,] x, int[] items)
    {
        var columns = new double[x.GetLength(0), items.Length + 1];
        for (int user = 0; user < x.GetLength(0); user++)
        {
            for (int i = 0; i < items.Length; i++)
                columns[user, i + 1] = x[user, items[i]];
        }

        return columns;
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
