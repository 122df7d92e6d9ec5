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
