using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.ItemKnn;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem.ItemKnn;

[TestClass]
public sealed class CosineWeightsTests
{
    [TestMethod]
    [DataRow(0.5, 0.5, 0.0)]
    [DataRow(0.5, 0.3, 0.5)]
    [DataRow(1.0, 0.0, 1.0)]
    public void WeightsAreThoseOfTheFormula(double a, double b, double c)
    {
        const int Items = 15;
        SequenceData data = SmallShop.Random(40, Items);
        double[,] x = SmallShop.Dense(data), expected = new double[Items + 1, Items + 1];
        int[] users = [.. Enumerable.Range(0, 40)];
        double ItemsOf(int user) => Enumerable.Range(1, Items).Sum(i => x[user, i]);
        double UsersOf(int item) => Math.Max(1, users.Sum(u => x[u, item]));
        for (int i = 1; i <= Items; i++)
        {
            for (int j = 1; j <= Items; j++)
            {
                expected[i, j] = i == j ? 0 : users.Where(u => x[u, i] * x[u, j] > 0).Sum(u => Math.Pow(ItemsOf(u), -c))
                    / (Math.Pow(UsersOf(i), a) * Math.Pow(UsersOf(j), b));
            }
        }

        ItemWeights weights = CosineWeights.Learn(new TouchedItems(data), new() { HistoryExponent = a, CandidateExponent = b, UserExponent = c });

        SmallShop.AssertEqual(expected, SmallShop.Dense(weights), 1e-6);
        Assert.IsGreaterThan(Items, weights.Count);
    }

    [TestMethod]
    public void TheCosineIsThatOfTheColumns()
    {
        // Items 1 and 2 share one user; item 1 has two users, item 2 three.
        SequenceData data = SmallShop.Data(3, [1, 2], [1, 3], [2], [2]);

        ItemWeights weights = CosineWeights.Learn(
            new TouchedItems(data), new() { HistoryExponent = 0.5, CandidateExponent = 0.5, UserExponent = 0 });

        Assert.AreEqual(1 / Math.Sqrt(2 * 3), SmallShop.Dense(weights)[1, 2], 1e-6);
        Assert.AreEqual(1 / Math.Sqrt(2), SmallShop.Dense(weights)[1, 3], 1e-6);
        Assert.AreEqual(0, SmallShop.Dense(weights)[2, 3]);
    }

    [TestMethod]
    public void NeighborsLimitsEachRow()
    {
        SequenceData data = SmallShop.Random(60, 15);
        ItemWeights all = CosineWeights.Learn(new TouchedItems(data), new()), few = CosineWeights.Learn(new TouchedItems(data), new() { Neighbors = 2 });
        for (int item = 1; item <= 15; item++)
        {
            Assert.AreEqual(2, few.ItemsOf(item).Length);
            Assert.AreEqual(all.ValuesOf(item).ToArray().Max(), few.ValuesOf(item).ToArray().Max());
        }
    }
}
