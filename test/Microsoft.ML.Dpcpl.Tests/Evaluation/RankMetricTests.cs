using CsCheck;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class RankMetricTests
{
    private static readonly Gen<Rank> s_ranks =
        from above in Gen.Int[0, 40]
        from tied in Gen.Int[0, 40]
        from below in Gen.Int[0, 40]
        select new Rank(above, tied, above + tied + below);

    [TestMethod]
    public void EqualsTheMeanOverEveryOrderOfTheTies() => Gen.Select(s_ranks, Gen.Int[1, 60]).Sample((rank, k) =>
    {
        int[] positions = [.. Enumerable.Range(rank.Above, rank.Tied + 1)];
        Assert.AreEqual(positions.Average(p => p < k ? 1.0 : 0), RankMetric.HitRatio(rank, k), 1e-12);
        Assert.AreEqual(positions.Average(p => p < k ? 1 / Math.Log2(p + 2) : 0), RankMetric.Ndcg(rank, k), 1e-12);
        Assert.AreEqual(positions.Average(p => 1.0 / (p + 1)), RankMetric.ReciprocalRank(rank), 1e-12);
        Assert.AreEqual(positions.Average(p => p < k ? 1.0 / (p + 1) : 0), RankMetric.ReciprocalRank(rank, k), 1e-12);
    });

    [TestMethod]
    [DataRow(0, 1_000_000)]
    [DataRow(5, 100)]
    [DataRow(700, 250_000)]
    public void ReciprocalRankOfManyTiesEqualsTheSum(int above, int tied)
    {
        double sum = 0;
        for (int p = above + tied; p >= above; p--)
            sum += 1.0 / (p + 1);
        Assert.AreEqual(sum / (tied + 1), RankMetric.ReciprocalRank(new Rank(above, tied, above + tied)), 1e-15);
    }

    [TestMethod]
    public void ConstantScoresGetWhatARandomOrderGets()
    {
        var rank = ScoreScan.Rank<float>(new float[102], 7, []);
        Assert.AreEqual(new Rank(0, 100, 100), rank);
        Assert.AreEqual(10.0 / 101, RankMetric.HitRatio(rank, 10), 1e-15);
    }

    [TestMethod]
    public void LargestCountsDoNotOverflow()
    {
        var rank = new Rank(0, int.MaxValue, int.MaxValue);
        Assert.AreEqual(10 / (int.MaxValue + 1.0), RankMetric.HitRatio(rank, 10), 1e-18);
        Assert.AreEqual(0, RankMetric.Ndcg(new Rank(int.MaxValue, 0, int.MaxValue), int.MaxValue), 0);
        Assert.IsGreaterThan(0, RankMetric.ReciprocalRank(rank));
        Assert.AreEqual(1.5 / (int.MaxValue + 1.0), RankMetric.ReciprocalRank(rank, 2), 1e-18);
        Assert.AreEqual(0, RankMetric.ReciprocalRank(Rank.Unranked(int.MaxValue - 1), int.MaxValue));
    }
}
