using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class NearItemsTests
{
    [TestMethod]
    public void ItemsNearAnItemAreThoseOfMostOfItsUsers()
    {
        // Item 2 was touched beside 1 twice, beside 4 twice, beside 3 and 5 once; the smaller of equals comes first.
        var touched = SparseRows.From([0, 3, 5, 8, 9], [1, 2, 4, 2, 4, 1, 2, 5, 3]);
        SparseRows near = NearItems.Of(touched, 6, 2);
        CollectionAssert.AreEqual((int[])[1, 4], near[2].ToArray());
        CollectionAssert.AreEqual((int[])[2, 1], near[4].ToArray());
        Assert.AreEqual(0, near.Count(3));
        Assert.AreEqual(0, near.Count(6));
    }
}
