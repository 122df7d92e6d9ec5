using CsCheck;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class SampledPositionTests
{
    private static double[] Distribution(Rank pool, int draws)
    {
        var chances = new double[SampledPosition.Draws(pool, draws) + 1];
        SampledPosition.Distribution(pool, chances);
        return chances;
    }

    /// <summary>Every subset of the pool, every place of the label among the ties: counted one by one.</summary>
    [TestMethod]
    public void EqualsEnumeration() => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[1, 6]).Sample((above, tied, below, n) =>
    {
        var pool = new Rank(above, tied, above + tied + below);
        n = SampledPosition.Draws(pool, n);
        var expected = new double[n + 1];
        int subsets = 0;
        for (int subset = 0; subset < 1 << pool.Ranked; subset++)
        {
            if (int.PopCount(subset) != n)
                continue;
            subsets++;
            for (int before = 0; before <= tied; before++)
                expected[int.PopCount(subset & ((1 << (above + before)) - 1))] += 1.0 / (tied + 1);
        }

        double[] actual = Distribution(pool, n);
        for (int x = 0; x <= n; x++)
            Assert.AreEqual(expected[x] / subsets, actual[x], 1e-12);
    });

    [TestMethod]
    public void ManyTiesEqualTheMeanOverTheirPlaces()
    {
        const int above = 400, tied = 300, ranked = 5_000, draws = 100;
        double[] actual = Distribution(new Rank(above, tied, ranked), draws);
        var expected = new double[draws + 1];
        for (int t = 0; t <= tied; t++)
        {
            double[] one = Distribution(new Rank(above + t, 0, ranked), draws);
            for (int x = 0; x <= draws; x++)
                expected[x] += one[x] / (tied + 1);
        }

        for (int x = 0; x <= draws; x++)
            Assert.AreEqual(expected[x], actual[x], 1e-12);
    }

    [TestMethod]
    [DataRow(0, 0, 100)]
    [DataRow(0, 100, 100)]
    [DataRow(3, 1, 50)]
    [DataRow(1_000_000_000, 0, 2_000_000_000)]
    [DataRow(123_456, 1_000_000, 2_000_000_000)]
    [DataRow(2_000_000_000, 0, 2_000_000_000)]
    public void SumsToOneAtEverySize(int above, int tied, int ranked) =>
        Assert.AreEqual(1, Distribution(new Rank(above, tied, ranked), 100).Sum(), 1e-6);

    [TestMethod]
    public void DrawingEverythingIsTheFullRanking()
    {
        var pool = new Rank(12, 5, 60);
        var expected = new RankingMetrics([pool], draws: 1000);
        var full = new RankingMetrics([pool]);
        Assert.AreEqual(full.HitRatio(15), expected.HitRatio(15), 1e-12);
        Assert.AreEqual(full.Ndcg(15), expected.Ndcg(15), 1e-12);
        Assert.AreEqual(full.MeanReciprocalRank, expected.MeanReciprocalRank, 1e-12);
    }

    [TestMethod]
    public void MetricsAgreeWithSimulation()
    {
        var pool = new Rank(130, 220, 2_000);
        const int draws = 100, trials = 20_000;
        var random = new Random(5);
        var simulated = new Rank[trials];
        int[] items = [.. Enumerable.Range(0, pool.Ranked)];
        for (int trial = 0; trial < trials; trial++)
        {
            int above = 0, tied = 0;
            for (int i = 0; i < draws; i++)
            {
                int j = random.Next(i, items.Length);
                (items[i], items[j]) = (items[j], items[i]);
                above += items[i] < pool.Above ? 1 : 0;
                tied += items[i] >= pool.Above && items[i] < pool.Above + pool.Tied ? 1 : 0;
            }

            simulated[trial] = new Rank(above, tied, draws);
        }

        var sampled = new RankingMetrics(simulated);
        var exact = new RankingMetrics([pool], draws);
        Assert.AreEqual(sampled.HitRatio(10), exact.HitRatio(10), 4 * sampled.HitRatioStandardError(10));
        Assert.AreEqual(sampled.Ndcg(10), exact.Ndcg(10), 4 * sampled.NdcgStandardError(10));
        Assert.AreEqual(sampled.MeanReciprocalRank, exact.MeanReciprocalRank, 4 * sampled.MeanReciprocalRankStandardError);
    }
}
