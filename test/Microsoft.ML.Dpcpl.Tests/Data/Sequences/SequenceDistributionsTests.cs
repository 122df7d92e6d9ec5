namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class SequenceDistributionsTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void WorkedExample()
    {
        const long Day = 86_400;
        BehaviorEvent[] log =
        [
            E("a", "x", "click", 10 * Day), E("a", "x", "click", (10 * Day) + 1), E("a", "x", "buy", 12 * Day), E("a", "y", "click", (19 * Day) - 1),
            E("b", "y", "click", 10 * Day),
        ];
        SequenceDistributions distributions = Of(log);
        CollectionAssert.AreEqual((int[])[1, 4], distributions.EventsPerUser.ToArray());
        CollectionAssert.AreEqual((int[])[3, 2], distributions.EventsPerItem.ToArray());
        CollectionAssert.AreEqual(new KeyValuePair<string, int>[] { new("click", 3), new("buy", 1) }, distributions.PairsPerBehavior.ToArray());
        Assert.AreEqual(TimeSpan.FromDays(1), distributions.Period);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 9).Select(at => DateTime.UnixEpoch.AddDays(10 + at)).ToArray(), distributions.Activity.Select(at => at.Start).ToArray());
        CollectionAssert.AreEqual((int[])[3, 0], distributions.Activity[0].EventsPerBehavior.ToArray());
        CollectionAssert.AreEqual((int[])[0, 1], distributions.Activity[2].EventsPerBehavior.ToArray());
        CollectionAssert.AreEqual((int[])[1, 0], distributions.Activity[8].EventsPerBehavior.ToArray());
        Assert.AreEqual(log.Length, distributions.Activity.Sum(at => at.EventsPerBehavior.Sum()));
    }

    [TestMethod]
    [DataRow(3_600L, 1.0 / 24)]
    [DataRow(40 * 86_400L, 1.0)]
    [DataRow(400 * 86_400L, 7.0)]
    [DataRow(2_000 * 86_400L, 30.0)]
    [DataRow(40_000 * 86_400L, 334.0)]
    public void PeriodsFitTheSpan(long seconds, double days)
    {
        SequenceDistributions distributions = Of([E("a", "x", "click", 1_000_000_000), E("a", "y", "click", 1_000_000_000 + seconds)]);
        Assert.AreEqual(days, distributions.Period.TotalDays, 1e-9);
        Assert.IsLessThanOrEqualTo(121, distributions.Activity.Count);
        Assert.AreEqual(1, distributions.Activity[0].EventsPerBehavior.Sum() - (distributions.Activity.Count == 1 ? 1 : 0));
        Assert.AreEqual(2, distributions.Activity.Sum(at => at.EventsPerBehavior[0]));
        Assert.IsLessThanOrEqualTo(DateTime.UnixEpoch.AddSeconds(1_000_000_000), distributions.Activity[0].Start);
        Assert.IsGreaterThan(DateTime.UnixEpoch.AddSeconds(1_000_000_000 + seconds), distributions.Activity[^1].Start + distributions.Period);
    }

    [TestMethod]
    public void FiguresAgreeWithAnIndependentCount()
    {
        BehaviorEvent[] log = [.. new ShopLogGenerator(new ShopLogOptions { Users = 60 }).Events()];
        SequenceDistributions distributions = Of(log);
        CollectionAssert.AreEqual(log.GroupBy(e => e.User).Select(user => user.Count()).Order().ToArray(), distributions.EventsPerUser.ToArray());
        CollectionAssert.AreEqual(log.GroupBy(e => e.Item).Select(item => item.Count()).OrderDescending().ToArray(), distributions.EventsPerItem.ToArray());
        foreach ((string behavior, int pairs) in distributions.PairsPerBehavior)
            Assert.AreEqual(log.Where(e => e.Behavior == behavior).Select(e => (e.User, e.Item)).Distinct().Count(), pairs);
        for (int at = 0; at < distributions.Activity.Count; at++)
        {
            DateTime start = distributions.Activity[at].Start, end = start + distributions.Period;
            Assert.AreEqual(
                log.Count(e => DateTime.UnixEpoch.AddSeconds(e.Timestamp) is var time && time >= start && time < end), distributions.Activity[at].EventsPerBehavior.Sum());
        }
    }

    private static SequenceDistributions Of(BehaviorEvent[] log)
    {
        IDataView events = Ml.Data.LoadFromEnumerable(log);
        return Ml.Data.SequenceStatistics(Ml.Transforms.BehaviorSequences().Fit(events).Transform(events)).Distributions;
    }

    private static BehaviorEvent E(string user, string item, string behavior, long time) =>
        new() { User = user, Item = item, Behavior = behavior, Timestamp = time };
}
