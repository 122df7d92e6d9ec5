using Microsoft.ML.Dpcpl.Baselines.ItemItem;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;

[TestClass]
public sealed class LargestWeightsTests
{
    [TestMethod]
    public void TheLargestOfEitherSignAreKept()
    {
        (int[] items, float[] values) = new LargestWeights(3).Of([99, 0.1f, -0.5f, 0, 0.3f, 0.2f, -0.2f]);

        // 0.2 and -0.2 are equally large: the smaller id.
        CollectionAssert.AreEqual(new[] { 2, 4, 5 }, items);
        CollectionAssert.AreEqual(new[] { -0.5f, 0.3f, 0.2f }, values);
    }

    [TestMethod]
    public void ZerosAreNotKept()
    {
        var largest = new LargestWeights(10);
        largest.Of([0, 1, 2, 3, 4]);
        (int[] items, float[] values) = largest.Of([0, 0, -2, 0, 0]);

        CollectionAssert.AreEqual(new[] { 2 }, items);
        CollectionAssert.AreEqual(new[] { -2f }, values);
    }

    [TestMethod]
    public void ALongRowAgreesWithSorting()
    {
        var random = new Random(3);
        float[] row = [0, .. Enumerable.Range(0, 5000).Select(_ => (float)random.Next(-700, 700))];
        int[] expected = [.. Enumerable.Range(1, 5000).OrderByDescending(i => Math.Abs(row[i])).ThenBy(i => i).Take(321).Order()];

        (int[] items, float[] values) = new LargestWeights(321).Of(row);

        CollectionAssert.AreEqual(expected, items);
        CollectionAssert.AreEqual(expected.Select(i => row[i]).ToArray(), values);
    }
}
