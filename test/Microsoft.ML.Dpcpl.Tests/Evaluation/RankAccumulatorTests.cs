using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class RankAccumulatorTests
{
    private static SequentialRecommendationMetrics FourTests()
    {
        var ranks = new RankAccumulator("ColdStart", "TargetInHistory");
        ranks.Add(new LabelRanks(new Rank(0, 0, 50), new Rank(0, 0, 40), new Rank(0, 0, 9)), true, false);
        ranks.Add(new LabelRanks(new Rank(4, 1, 50), new Rank(4, 1, 40), new Rank(1, 1, 9)), true, true);
        ranks.Add(new LabelRanks(new Rank(20, 0, 50), new Rank(19, 0, 40), new Rank(5, 0, 9)), false, false);
        ranks.Add(new LabelRanks(new Rank(50, 0, 50), new Rank(40, 0, 40), new Rank(9, 0, 9)), false, false);
        return ranks.ToMetrics(9);
    }

    [TestMethod]
    public void MeansAndStandardErrors()
    {
        SequentialRecommendationMetrics metrics = FourTests();
        double[] hits = [1, 0.5, 0, 0];
        Assert.AreEqual(4, metrics.Count);
        Assert.AreEqual(hits.Average(), metrics.HitRatio(5), 1e-15);
        Assert.AreEqual(Math.Sqrt(hits.Average(h => (h - hits.Average()) * (h - hits.Average())) / 4), metrics.HitRatioStandardError(5), 1e-15);
        Assert.AreEqual((1 + (0.5 / Math.Log2(6))) / 4, metrics.Ndcg(5), 1e-15);
        Assert.AreEqual((1 + ((1 / 5.0 + 1 / 6.0) / 2) + (1 / 21.0) + (1 / 51.0)) / 4, metrics.MeanReciprocalRank, 1e-15);
        Assert.AreEqual(0.5, metrics.Sampled!.HitRatio(3), 1e-15);
        Assert.AreEqual(0.25, metrics.Sampled.HitRatio(1), 1e-15);
        Assert.IsNotNull(metrics.ExpectedSampled);
    }

    /// <summary>By lists of relevant places, as the definitions for any number of relevant items have it.</summary>
    [TestMethod]
    public void PrecisionRecallAndMeanAveragePrecision()
    {
        int[] positions = [1, 3, 8, 51];
        var ranks = new RankAccumulator();
        foreach (int position in positions)
            ranks.Add(new LabelRanks(new Rank(position - 1, 0, 60), new Rank(position - 1, 0, 60), null));
        SequentialRecommendationMetrics metrics = ranks.ToMetrics(60);
        foreach (int k in (int[])[1, 3, 5, 10, 60])
        {
            double[] precision = [.. positions.Select(p => Enumerable.Range(1, k).Count(place => place == p) / (double)k)];
            double[] recall = [.. positions.Select(p => Enumerable.Range(1, k).Count(place => place == p) / 1.0)];
            double[] average = [.. positions.Select(p => Enumerable.Range(1, k).Where(place => place == p).Sum(place => Enumerable.Range(1, place).Count(before => before == p) / (double)place))];
            AssertMean(precision, metrics.Precision(k), metrics.PrecisionStandardError(k));
            AssertMean(recall, metrics.Recall(k), metrics.RecallStandardError(k));
            AssertMean(average, metrics.MeanAveragePrecision(k), metrics.MeanAveragePrecisionStandardError(k));
            // As many competitors are drawn as there are.
            Assert.AreEqual(average.Average(), metrics.ExpectedSampled!.MeanAveragePrecision(k), 1e-9);
        }

        Assert.AreEqual(metrics.MeanReciprocalRank, metrics.MeanAveragePrecision(60), 1e-15);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.MeanAveragePrecision(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.Precision(0));

        static void AssertMean(double[] values, double mean, double error)
        {
            Assert.AreEqual(values.Average(), mean, 1e-12);
            Assert.AreEqual(Math.Sqrt(values.Average(v => (v - values.Average()) * (v - values.Average())) / values.Length), error, 1e-12);
        }
    }

    [TestMethod]
    public void SubsetsAndTheirComplements()
    {
        SequentialRecommendationMetrics metrics = FourTests();
        CollectionAssert.AreEqual((string[])["ColdStart", "TargetInHistory"], metrics.SubsetColumns.ToArray());
        Assert.AreEqual(0.75, metrics.Subset("ColdStart").HitRatio(5), 1e-15);
        Assert.AreEqual(0, metrics.Subset("ColdStart", false).HitRatio(5), 1e-15);
        Assert.AreEqual(1, metrics.Subset("TargetInHistory").Count);
        Assert.AreEqual(3, metrics.Subset("TargetInHistory", false).Sampled!.Count);
        var error = Assert.ThrowsExactly<ArgumentException>(() => metrics.Subset("Gender"));
        StringAssert.Contains(error.Message, "'Gender'");
        StringAssert.Contains(error.Message, "ColdStart, TargetInHistory");
        StringAssert.Contains(metrics.ToString(), "not ColdStart");
        StringAssert.Contains(metrics.ToString(), "expected sampled");
    }

    [TestMethod]
    public void WithoutTestsFiguresAreNaNAndWithoutCandidatesThereIsNoSampledProtocol()
    {
        SequentialRecommendationMetrics none = new RankAccumulator().ToMetrics(100);
        Assert.IsTrue(double.IsNaN(none.HitRatio(10)));
        Assert.IsTrue(double.IsNaN(none.MeanReciprocalRankStandardError));
        StringAssert.Contains(none.ToString(), "0");

        var ranks = new RankAccumulator();
        ranks.Add(new LabelRanks(new Rank(0, 0, 5), null, null));
        SequentialRecommendationMetrics metrics = ranks.ToMetrics(100);
        Assert.IsNull(metrics.Sampled);
        Assert.IsNull(metrics.ExpectedSampled);
        Assert.AreEqual(0, metrics.HitRatioStandardError(1));
    }

    [TestMethod]
    public void KBelowOneIsRejected()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FourTests().HitRatio(0));
        Assert.AreEqual("k", error.ParamName);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FourTests().ExpectedSampled!.Ndcg(-1));
    }
}
