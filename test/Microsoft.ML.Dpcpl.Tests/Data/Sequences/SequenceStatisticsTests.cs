
namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class SequenceStatisticsTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void WorkedExample()
    {
        BehaviorEvent[] log =
        [
            E("a", "x", "click", 0), E("a", "x", "click", 1), E("a", "x", "buy", 1), E("a", "y", "click", 86_400),
            E("b", "y", "click", 5), E("c", "y", "click", 5), E("c", "z", "click", 5),
        ];
        SequenceStatistics statistics = Ml.Data.SequenceStatistics(Group(Ml.Data.LoadFromEnumerable(log)));
        Assert.AreEqual((3, 3, 7), (statistics.UserCount, statistics.ItemCount, statistics.EventCount));
        CollectionAssert.AreEqual(new KeyValuePair<string, int>[] { new("click", 6), new("buy", 1) }, statistics.EventsPerBehavior.ToArray());
        Assert.AreEqual(7 / 9.0, statistics.Density);
        Assert.AreEqual((7 / 3.0, 2.0, 4), (statistics.AverageLength, statistics.MedianLength, statistics.MaximumLength));
        Assert.AreEqual(2 / 7.0, statistics.RepeatedItemShare);
        Assert.AreEqual(1 / 7.0, statistics.RepeatedEventShare);
        Assert.AreEqual(2 / 4.0, statistics.TieShare);
        Assert.AreEqual(DateTime.UnixEpoch, statistics.FirstEvent);
        Assert.AreEqual(DateTime.UnixEpoch.AddDays(1), statistics.LastEvent);
        StringAssert.Contains(statistics.ToString(), "repeated items                   28.6%");
    }

    /// <summary>The literal figures come from pandas.</summary>
    [TestMethod]
    [DataRow("ijcai15_dpt", 799_368, 17_435, 35_920, 42.0, 168, 0.0, 0.18912441, 0.62981355, "2015-11-12 00:00:00")]
    [DataRow("kuairand_pure_2w", 175_421, 21_854, 5_100, 6.0, 121, 0.00153345, 0.42587262, 0.48808663, "2022-05-08 15:51:30")]
    [DataRow("taobao_ub_1k", 99_874, 982, 64_391, 73.5, 539, 0.19207201, 0.24289605, 0.00317518, "2017-12-03 15:59:23")]
    [DataRow("jdata2016_head", 28_891, 2_962, 3_323, 4.0, 175, 0.58353813, 0.63209997, 0.14235026, "2016-04-01 00:53:48")]
    public void RealFiguresAgreeWithAnIndependentCount(
        string dataSet, int events, int users, int items, double median, int longest,
        double repeats, double itemRepeats, double ties, string last)
    {
        SequenceStatistics statistics = Ml.Data.SequenceStatistics(
            Group(Ml.Data.LoadBehaviorEvents(SharedData.Path(dataSet, "interactions.csv.gz"))));
        Assert.AreEqual((events, users, items), (statistics.EventCount, statistics.UserCount, statistics.ItemCount));
        Assert.AreEqual((median, longest), (statistics.MedianLength, statistics.MaximumLength));
        Assert.AreEqual(repeats, statistics.RepeatedEventShare, 1e-8);
        Assert.AreEqual(itemRepeats, statistics.RepeatedItemShare, 1e-8);
        Assert.AreEqual(ties, statistics.TieShare, 1e-8);
        Assert.AreEqual(last, $"{statistics.LastEvent:yyyy-MM-dd HH:mm:ss}");
    }

    private static BehaviorEvent E(string user, string item, string behavior, long time) =>
        new() { User = user, Item = item, Behavior = behavior, Timestamp = time };

    private static IDataView Group(IDataView events) => Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
}
