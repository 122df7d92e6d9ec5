using Microsoft.ML.Dpcpl.Baselines.Graph;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class PairShareTests
{
    private static readonly PairBatch s_shared = new([1, 2, 3, 4, 5], [11, 12, 13, 14, 15], [21, 22], [0, 3, 4, 9]), s_own = new([1, 2, 3], [11, 12, 13], [21, 22, 23], null);

    [TestMethod]
    public void PairsAreDealtOutByPlace()
    {
        (PairBatch first, double share) = PairShare.Of(s_shared, 0, 2);
        CollectionAssert.AreEqual((long[])[1, 3, 5], first.Users);
        CollectionAssert.AreEqual((long[])[11, 13, 15], first.Items);
        CollectionAssert.AreEqual((long[])[21, 22], first.Negatives);
        // Of rows 0, 1, 2 and 4 of the whole, the second is not here.
        CollectionAssert.AreEqual((long[])[0, 2, 5], first.Seen!);
        Assert.AreEqual(0.6, share);
        (PairBatch second, double rest) = PairShare.Of(s_shared, 1, 2);
        CollectionAssert.AreEqual((long[])[2, 4], second.Users);
        CollectionAssert.AreEqual((long[])[1], second.Seen!);
        Assert.AreEqual(0.4, rest);
    }

    [TestMethod]
    public void ItemsOfTheirOwnGoWithThem()
    {
        PairBatch part = PairShare.Of(s_own, 1, 2).Batch;
        CollectionAssert.AreEqual((long[])[22], part.Negatives);
        Assert.IsNull(part.Seen);
    }

    [TestMethod]
    public void OneProcessTakesAllAndOneTooManyCountsForNothing()
    {
        Assert.AreSame(s_own, PairShare.Of(s_own, 0, 1).Batch);
        (PairBatch part, double share) = PairShare.Of(s_own, 3, 4);
        CollectionAssert.AreEqual((long[])[1], part.Users);
        Assert.AreEqual(0, share);
    }
}
