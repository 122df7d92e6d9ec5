using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Tests.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class ListCoverageTests
{
    /// <summary>Against the set of all items among the first K of the lists.</summary>
    [TestMethod]
    public void CountsEveryItemOnce() => Gen.Select(Gen.Int[1, 20], Gen.UInt[0, 20].Array[0, 6].Array[0, 8]).Sample((items, lists) =>
    {
        lists = Array.ConvertAll(lists, list => Array.ConvertAll(list, item => Math.Min(item, (uint)items)));
        var coverage = new ListCoverage(items);
        foreach (uint[] list in lists)
            coverage.Add(list);
        Assert.AreEqual(lists.Length == 0 ? 0 : lists.Max(list => list.Length), coverage.Length);
        for (int k = 1; k <= 7; k++)
            Assert.AreEqual((double)lists.SelectMany(list => list.Take(k)).Where(item => item != 0).Distinct().Count() / items, coverage.At(k), 1e-12);
    });

    [TestMethod]
    public void EvaluationReadsTheListsOfTheScoredView()
    {
        var ml = new MLContext(1);
        IDataView view = ScoringData.View(ml, ScoringData.Rows(17));
        using FakeModel model = ScoringData.Model(view);
        using var transformer = new FakeTransformer(model, new SequenceTransformer.Options { TopK = 5, BatchSize = 4 });
        IDataView scored = transformer.Transform(view);
        SequentialRecommendationMetrics metrics = ml.Recommendation().EvaluateSequences(scored);
        uint[][] lists = [.. scored.GetColumn<uint[]>("RecommendedItems")];
        Assert.AreEqual((double)lists.SelectMany(list => list.Take(2)).Where(item => item != 0).Distinct().Count() / ScoringData.Items, metrics.CatalogCoverage(2), 1e-12);
        Assert.IsGreaterThan(metrics.CatalogCoverage(1), metrics.CatalogCoverage(5));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.CatalogCoverage(6)).Message, "between 1 and 5");
        IDataView bare = ml.Transforms.DropColumns("RecommendedItems").Fit(scored).Transform(scored);
        Assert.AreEqual(double.NaN, ml.Recommendation().EvaluateSequences(bare).CatalogCoverage(10));
        foreach (string column in metrics.SubsetColumns)
            Assert.AreEqual(double.NaN, metrics.Subset(column).CatalogCoverage(5));
    }
}
