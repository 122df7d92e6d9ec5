using Microsoft.ML.Dpcpl.Tests.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation.Groups;

/// <summary>The metrics of a group are those of a view that holds its rows alone.</summary>
[TestClass]
public sealed class TestGroupsTests
{
    private static readonly MLContext s_ml = new(1);
    private static readonly List<ScoringData.Row> s_rows = ScoringData.Rows(60);
    private static readonly Lazy<(IDataView Histories, FakeTransformer Model)> s_model = new(() =>
    {
        IDataView view = ScoringData.View(s_ml, s_rows);
        return (view, new FakeTransformer(ScoringData.Model(view), new SequenceTransformer.Options { BatchSize = 16 }));
    });

    private static IDataView Scored => s_model.Value.Model.Transform(s_model.Value.Histories);

    [TestMethod]
    public void ByText() => AssertGroups(TestGroups.ByColumn("City"), row => row.City.Length == 0 ? "missing" : row.City, ["c1", "c2", "missing"]);

    [TestMethod]
    public void ByBoolean() => AssertGroups(TestGroups.ByColumn("ColdStart"), row => row.ColdStart ? "True" : "False", ["False", "True"]);

    [TestMethod]
    public void ByKey() => AssertGroups(TestGroups.ByColumn("Label"), row => ScoringData.Id(row.Label) == 0 ? "missing" : row.Label, null);

    [TestMethod]
    public void ByNumber() => AssertRanges(TestGroups.ByColumn("Age", 3), row => row.Age, 3);

    [TestMethod]
    public void ByHistoryLength() => AssertRanges(TestGroups.ByHistoryLength(), row => row.Item.Length, 4);

    [TestMethod]
    public void ByLabelPopularity() => AssertRanges(
        TestGroups.ByLabelPopularity(s_model.Value.Histories, 2),
        row => ScoringData.Id(row.Label) == 0 ? double.NaN : s_rows.Count(other => other.Item.Contains(row.Label)), 2);

    [TestMethod]
    public void RefusesWhatDoesNotFit()
    {
        SequentialRecommendationCatalog catalog = s_ml.Recommendation();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => catalog.EvaluateSequences(Scored, TestGroups.ByColumn("Country"))).Message, "'Country'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => catalog.EvaluateSequences(Scored, TestGroups.ByColumn("Item"))).Message, "'Item'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TestGroups.ByHistoryLength(0)).Message, "between 1 and 1000");
        List<ScoringData.Row> many = [.. Enumerable.Repeat(s_rows[5], 1001).Select((row, i) => new ScoringData.Row
        {
            User = $"u{i}",
            Item = row.Item,
            Behavior = row.Behavior,
            Timestamp = row.Timestamp,
            Label = row.Label,
            Negatives = row.Negatives,
        })];
        IDataView scored = s_model.Value.Model.Transform(ScoringData.View(s_ml, many));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => catalog.EvaluateSequences(scored, TestGroups.ByColumn("User"))).Message, "'User' has more than 1000");
    }

    private static void AssertRanges(TestGroups groups, Func<ScoringData.Row, double> number, int ranges)
    {
        IReadOnlyList<GroupMetrics> found = s_ml.Recommendation().EvaluateSequences(Scored, groups);
        string[] names = [.. found.Select(group => group.Name)];
        Assert.HasCount(ranges, names.Where(name => name != "missing").ToArray());
        (double Least, double Most, string Name)[] ends = [.. names.Where(name => name != "missing").Select(name => (double.Parse(name.Split(" to ")[0]), double.Parse(name.Split(" to ")[^1]), name))];
        // Ranges do not overlap, and hold about as many tests each.
        for (int i = 1; i < ends.Length; i++)
            Assert.IsGreaterThan(ends[i - 1].Most, ends[i].Least);
        Assert.IsLessThan(0.75 * s_rows.Count, found.Max(group => group.Metrics.Count));
        AssertGroups(groups, row => number(row) is var n && double.IsNaN(n) ? "missing" : ends.Single(end => n >= end.Least && n <= end.Most).Name, names);
    }

    private static void AssertGroups(TestGroups groups, Func<ScoringData.Row, string> groupOf, string[]? names)
    {
        IReadOnlyList<GroupMetrics> found = s_ml.Recommendation().EvaluateSequences(Scored, groups);
        Assert.AreEqual(s_rows.Count, found.Sum(group => group.Metrics.Count));
        if (names is not null)
            CollectionAssert.AreEqual(names, found.Select(group => group.Name).ToArray());
        foreach (GroupMetrics group in found)
        {
            List<ScoringData.Row> rows = [.. s_rows.Where(row => groupOf(row) == group.Name)];
            SequentialRecommendationMetrics alone = s_ml.Recommendation().EvaluateSequences(s_model.Value.Model.Transform(ScoringData.View(s_ml, rows)));
            Assert.AreEqual(alone.Count, group.Metrics.Count, group.Name);
            Assert.AreEqual(alone.HitRatio(5), group.Metrics.HitRatio(5), 1e-12, group.Name);
            Assert.AreEqual(alone.NdcgStandardError(10), group.Metrics.NdcgStandardError(10), 1e-12, group.Name);
            Assert.AreEqual(alone.Sampled!.Ndcg(2), group.Metrics.Sampled!.Ndcg(2), 1e-12, group.Name);
            Assert.AreEqual(alone.UnknownLabelCount, group.Metrics.UnknownLabelCount, group.Name);
        }
    }
}
