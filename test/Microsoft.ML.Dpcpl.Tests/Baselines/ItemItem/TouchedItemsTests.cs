using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;

[TestClass]
public sealed class TouchedItemsTests
{
    [TestMethod]
    public void RowsAndColumnsAreThoseOfX()
    {
        // The third user knows no item and is left out; the first touches item 2 twice.
        SequenceData data = SmallShop.Data(4, [2, 1, 2], [3, 0], [0, 0], [2]);
        var touched = new TouchedItems(data);

        Assert.AreEqual(3, touched.UserCount);
        CollectionAssert.AreEqual(new[] { 1, 2 }, touched.ItemsOf[0].ToArray());
        CollectionAssert.AreEqual(new[] { 3 }, touched.ItemsOf[1].ToArray());
        CollectionAssert.AreEqual(new[] { 2 }, touched.ItemsOf[2].ToArray());
        CollectionAssert.AreEqual(new[] { 0 }, touched.UsersOf[1].ToArray());
        CollectionAssert.AreEqual(new[] { 0, 2 }, touched.UsersOf[2].ToArray());
        CollectionAssert.AreEqual(new[] { 1 }, touched.UsersOf[3].ToArray());
        Assert.AreEqual(0, touched.UsersOf[4].Length);
    }
}
