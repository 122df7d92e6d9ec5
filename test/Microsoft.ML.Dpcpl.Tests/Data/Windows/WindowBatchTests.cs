using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Tests.Data.Windows;

[TestClass]
public sealed class WindowBatchTests
{
    [TestMethod]
    public void UnknownItemsArePassedOverAndOldEventsCut()
    {
        var batch = new WindowBatch();
        batch.Reset(2, 4, 0, 0, 3);
        Assert.AreEqual(3, batch.FillWindow(1, [9, 5, 0, 6, 7], [1, 2, 1, 0, 1], [0, 86_400, 86_401, 3 * 86_400, 4 * 86_400], 1, reserved: 1));
        // Slot t of window 1 stands at 2 t + 1.
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 5, 0, 6, 0, 7 }, batch.Items);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 2, 0, 0, 0, 1 }, batch.Behaviors);
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 1, 0, 1, 0, 1 }, batch.Valid);
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 3, 0, 1, 0, 0 }, batch.Days);
        Assert.AreEqual(0, batch.FillWindow(0, [0, 0], [1, 1], [0, 1], 1, reserved: 1));
    }

    [TestMethod]
    public void AHiddenEventHasItsPlaceAndNothingElse()
    {
        var batch = new WindowBatch();
        batch.Reset(2, 4, 0, 0, 3);
        batch.FillWindow(1, [5, 6, 7], [1, 2, 1], [0, 86_400, 2 * 86_400], 1, 0);
        batch.Hide(1, 2);
        Assert.AreEqual(3, batch.EventCount(1));
        Assert.AreEqual(0, batch.EventCount(0));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 5, 0, 0, 0, 7 }, batch.Items);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 1, 0, 0, 0, 1 }, batch.Behaviors);
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 1, 0, 1, 0, 1 }, batch.Valid);
    }

    [TestMethod]
    public void AHiddenEventAtTheEndMovesTheOthersToTheLeft()
    {
        var batch = new WindowBatch();
        batch.Reset(2, 4, 0, 0, 3);
        batch.FillWindow(1, [5, 6, 7], [1, 2, 1], [0, 86_400, 2 * 86_400], 1, 0);
        batch.AppendHidden(1);
        CollectionAssert.AreEqual(new long[] { 0, 5, 0, 6, 0, 7, 0, 0 }, batch.Items);
        CollectionAssert.AreEqual(new long[] { 0, 1, 0, 2, 0, 1, 0, 0 }, batch.Behaviors);
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 1, 0, 1, 0, 1 }, batch.Valid);
        CollectionAssert.AreEqual(new float[] { 0, 2, 0, 1, 0, 0, 0, 0 }, batch.Days);
        batch.AppendHidden(1);
        CollectionAssert.AreEqual(new long[] { 0, 6, 0, 7, 0, 0, 0, 0 }, batch.Items, "the oldest event of a full window is left out");
    }

    [TestMethod]
    public void HistoriesHoldTheNewestEventsOfEachBehaviorInOrder()
    {
        var batch = new WindowBatch();
        batch.Reset(2, 4, 0, 0, 3);
        batch.FillHistories(1, [1, 2, 3, 4, 5, 0, 6], [1, 2, 1, 1, 1, 2, 2], 3);
        CollectionAssert.AreEqual(new long[] { 3, 4, 5, 2, 6, 0 }, batch.HistoryItems);
        CollectionAssert.AreEqual(new long[] { 2, 1 }, batch.HistoryLast);
        // Window 1 of three behaviors: behavior 1 at 3, behavior 2 at 4; behavior 3 has no events.
        CollectionAssert.AreEqual(new long[] { 3, 4 }, batch.HistoryPlaces);
    }

    [TestMethod]
    public void AReusedBatchStartsEmpty()
    {
        var batch = new WindowBatch();
        batch.Reset(1, 3, 2, 1, 3);
        batch.FillWindow(0, [1, 2, 3], [1, 1, 1], [0, 86_400, 172_800], 1, 0);
        batch.FillHistories(0, [1, 2], [1, 1], 1);
        batch.Attributes[0] = 5;
        batch.Reset(1, 3, 2, 1, 3);
        Assert.IsTrue(batch.Items.All(i => i == 0) && batch.Valid.All(v => v == 0) && batch.Days.All(d => d == 0) && batch.Attributes.All(a => a == 0));
        Assert.IsEmpty(batch.HistoryItems);
    }
}
