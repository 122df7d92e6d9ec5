using CsCheck;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Items;

[TestClass]
public sealed class ItemPopularityTests
{
    private const int Items = 7;

    private static readonly Gen<(int Item, byte Behavior)[]> s_events = Gen.Select(Gen.Int[0, Items], Gen.Byte[0, 2]).Array[0, 40];

    [TestMethod]
    public void EventsAreCountedByItem() => s_events.Sample(events =>
    {
        SequenceStore store = Data(events).Store;
        CollectionAssert.AreEqual(
            (int[])[0, .. Enumerable.Range(1, Items).Select(item => events.Count(e => e.Item == item))], ItemPopularity.Events(store, Items));
        CollectionAssert.AreEqual(
            (int[])[0, .. Enumerable.Range(1, Items).Select(item => events.Count(e => e == (item, 2)))], ItemPopularity.Events(store, Items, 2));
    });

    [TestMethod]
    public void AllEventsBreakTiesOfTargetEvents() => s_events.Sample(events =>
    {
        double most = Enumerable.Range(1, Items).Max(item => events.Count(e => e.Item == item));
        double[] expected =
        [
            0, .. Enumerable.Range(1, Items).Select(item => events.Count(e => e == (item, 2)) + (events.Count(e => e.Item == item) / (most + 1))),
        ];
        CollectionAssert.AreEqual(expected, ItemPopularity.Scores<double>(Data(events), 2));
        float[] single = ItemPopularity.Scores<float>(Data(events), 2);
        for (int item = 0; item <= Items; item++)
            Assert.AreEqual((float)expected[item], single[item], 1e-5f);
    });

    [TestMethod]
    public void DistinctItemsAreTheKnownOnesInOrder() => Gen.Int[0, Items + 1].Array[0, 12].Array[0, 5].Sample(histories =>
    {
        int[] offsets = [0, .. histories.Select((_, i) => histories.Take(i + 1).Sum(h => h.Length))];
        int[] items = [.. histories.SelectMany(h => h)];
        var data = new SequenceData { Store = new SequenceStore(offsets, items, new byte[items.Length], new long[items.Length]), ItemCount = Items };
        var distinct = DistinctItems.Of(data);
        Assert.AreEqual(histories.Length, distinct.RowCount);
        for (int user = 0; user < histories.Length; user++)
            CollectionAssert.AreEqual(histories[user].Where(item => item is > 0 and <= Items).Distinct().Order().ToArray(), distinct[user].ToArray());
    });

    private static SequenceData Data((int Item, byte Behavior)[] events) => new()
    {
        Store = new SequenceStore(
            [0, events.Length], Array.ConvertAll(events, e => e.Item), Array.ConvertAll(events, e => e.Behavior), new long[events.Length]),
        ItemCount = Items,
        BehaviorNames = ["click", "buy"],
    };
}
