using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation.Lists;

/// <summary>Every figure against its definition, by names of items and loops over lists.</summary>
[TestClass]
public sealed class RecommendationListMetricsTests
{
    private const double Tolerance = 1e-6;

    private sealed record Lists(string[][] Recommended, List<ScoringData.Row> Rows, Dictionary<string, int> Users, int UserCount, IDataView Scored, IDataView Train);

    private sealed class Category
    {
        public string Item { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private sealed class Direction
    {
        public string Item { get; set; } = "";

        [VectorType(2)]
        public float[] Vector { get; set; } = [];
    }

    private static readonly MLContext s_ml = new(1);

    private static readonly Lazy<Lists> s_lists = new(() =>
    {
        List<ScoringData.Row> rows = ScoringData.Rows(30);
        IDataView view = ScoringData.View(s_ml, rows);
        using var transformer = new FakeTransformer(ScoringData.Model(view), new SequenceTransformer.Options { TopK = 6, BatchSize = 8 });
        IDataView scored = s_ml.Data.Cache(transformer.Transform(view));
        string[][] lists = [.. scored.GetColumn<uint[]>("RecommendedItems").Select(list => list.Where(item => item != 0).Select(item => $"i{item}").ToArray())];
        var users = rows.SelectMany(row => row.Item.Where(item => ScoringData.Id(item) > 0).Distinct()).GroupBy(item => item).ToDictionary(group => group.Key, group => group.Count());
        return new Lists(lists, rows, users, rows.Count(row => row.Item.Any(item => ScoringData.Id(item) > 0)), scored, view);
    });

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(6)]
    public void FollowTheirDefinitions(int k)
    {
        Lists lists = s_lists.Value;
        RecommendationListMetrics metrics = s_ml.Recommendation().EvaluateLists(lists.Scored, lists.Train, new RecommendationListOptions { HeadShare = 0.25 });
        string[] items = [.. Enumerable.Range(1, ScoringData.Items).Select(i => $"i{i}")];
        int Users(string item) => lists.Users.GetValueOrDefault(item);
        string[][] tops = [.. lists.Recommended.Select(list => list.Take(k).ToArray())];

        AssertMean([.. tops.Select(top => top.Average(Users))], metrics.AveragePopularity(k), metrics.AveragePopularityStandardError(k));
        AssertMean(
            [.. tops.Select(top => top.Average(item => -Math.Log2(Math.Max(1, Users(item)) / (double)lists.UserCount)))], metrics.Novelty(k), metrics.NoveltyStandardError(k));
        HashSet<string> head = [.. items.OrderByDescending(Users).ThenBy(item => ScoringData.Id(item)).Take(10)];
        AssertMean([.. tops.Select(top => top.Average(item => head.Contains(item) ? 0.0 : 1))], metrics.LongTailShare(k), metrics.LongTailShareStandardError(k));

        double history = lists.Rows.Select(row => row.Item.Where(item => ScoringData.Id(item) > 0).ToArray()).Where(known => known.Length > 0).Average(known => known.Average(Users));
        double popularity = tops.Average(top => top.Average(Users));
        Assert.AreEqual((popularity / history) - 1, metrics.PopularityLift(k), Tolerance);

        double[] shown = [.. items.Select(item => (double)tops.Count(top => top.Contains(item)))];
        Assert.AreEqual(shown.Count(times => times > 0) / 40.0, metrics.CatalogCoverage(k), Tolerance);
        // Half the mean absolute difference over all pairs, in units of the mean.
        Assert.AreEqual(shown.SelectMany(a => shown.Select(b => Math.Abs(a - b))).Average() / (2 * shown.Average()), metrics.Gini(k), Tolerance);
        Assert.AreEqual(double.NaN, metrics.IntraListDiversity(Math.Max(2, k)));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(6)]
    public void DiversityByCategories(int k)
    {
        Lists lists = s_lists.Value;
        string Kind(string item) => ScoringData.Id(item) % 7 == 0 ? "" : $"kind {ScoringData.Id(item) % 3}";
        IDataView table = s_ml.Data.LoadFromEnumerable(Enumerable.Range(1, 60).Reverse().Select(i => new Category { Item = $"i{i}", Kind = i > 40 ? "unsold" : Kind($"i{i}") }));
        RecommendationListMetrics metrics = s_ml.Recommendation().EvaluateLists(lists.Scored, lists.Train, new() { ItemAttributes = table, AttributeColumnName = "Kind" });
        AssertDiversity(metrics, k, (a, b) => Kind(a).Length == 0 || Kind(b).Length == 0 ? null : Kind(a) == Kind(b) ? 0 : 1);
        StringAssert.Contains(metrics.ToString(), "diversity@6");
    }

    [TestMethod]
    public void DiversityByVectors()
    {
        Lists lists = s_lists.Value;
        float[] Vector(int item) => item % 5 == 0 ? [0, 0] : [item, 20 - item];
        IDataView table = s_ml.Data.LoadFromEnumerable(Enumerable.Range(1, 40).Select(i => new Direction { Item = $"i{i}", Vector = Vector(i) }));
        RecommendationListMetrics metrics = s_ml.Recommendation().EvaluateLists(lists.Scored, lists.Train, new() { ItemAttributes = table });
        AssertDiversity(metrics, 5, (a, b) =>
        {
            (float[] first, float[] second) = (Vector(ScoringData.Id(a)), Vector(ScoringData.Id(b)));
            double lengths = Math.Sqrt(first.Sum(x => x * x)) * Math.Sqrt(second.Sum(x => x * x));
            return lengths == 0 ? null : 1 - (first.Zip(second, (x, y) => x * y).Sum() / lengths);
        });
    }

    [TestMethod]
    public void EndsOfTheScales()
    {
        IDataView others = ScoringData.View(s_ml, s_lists.Value.Rows, Enumerable.Range(1, ScoringData.Items).Select(i => $"i{i}").Reverse());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => s_ml.Recommendation().EvaluateLists(s_lists.Value.Scored, others)).Message, "other item keys");
        IDataView none = s_ml.Data.FilterRowsByColumn(s_lists.Value.Scored, "Age", 1000, 2000);
        RecommendationListMetrics metrics = s_ml.Recommendation().EvaluateLists(none, s_lists.Value.Train);
        Assert.AreEqual("no lists", metrics.ToString());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.Novelty(1)).Message, "k is 1");
    }

    [TestMethod]
    public void RefusesWhatDoesNotFit()
    {
        Lists lists = s_lists.Value;
        void Refuses<T>(string says, RecommendationListOptions options)
            where T : Exception => StringAssert.Contains(Assert.ThrowsExactly<T>(() => s_ml.Recommendation().EvaluateLists(lists.Scored, lists.Train, options)).Message, says);
        IDataView twice = s_ml.Data.LoadFromEnumerable(((string[])["i1", "i2", "i1"]).Select(item => new Category { Item = item, Kind = "k" }));
        Refuses<ArgumentOutOfRangeException>("HeadShare is 2", new() { HeadShare = 2 });
        Refuses<ArgumentOutOfRangeException>("'Best'", new() { RecommendedItemsColumnName = "Best" });
        Refuses<ArgumentOutOfRangeException>("'Vector'", new() { ItemAttributes = twice });
        Refuses<ArgumentException>("'i1' has two rows", new() { ItemAttributes = twice, AttributeColumnName = "Kind" });
        RecommendationListMetrics metrics = s_ml.Recommendation().EvaluateLists(lists.Scored, lists.Train);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.Gini(7)).Message, "between 1 and 6");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.IntraListDiversity(1)).Message, "between 2 and 6");
    }

    private static void AssertDiversity(RecommendationListMetrics metrics, int k, Func<string, string, double?> difference)
    {
        double[] diversities =
        [
            .. s_lists.Value.Recommended.Select(list => list.Take(k).ToArray())
                .Select(top => top.SelectMany((a, i) => top.Skip(i + 1).Select(b => difference(a, b))).Where(d => d is not null).ToArray())
                .Where(pairs => pairs.Length > 0).Select(pairs => pairs.Average()!.Value),
        ];
        Assert.IsGreaterThan(10, diversities.Length);
        AssertMean(diversities, metrics.IntraListDiversity(k), metrics.IntraListDiversityStandardError(k));
    }

    private static void AssertMean(double[] values, double mean, double error)
    {
        Assert.AreEqual(values.Average(), mean, Tolerance);
        Assert.AreEqual(Math.Sqrt(values.Average(v => (v - values.Average()) * (v - values.Average())) / values.Length), error, Tolerance);
    }
}
