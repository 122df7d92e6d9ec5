using System.Diagnostics;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Evaluation.Floors;
using Microsoft.ML.Dpcpl.Tests.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation.Floors;

/// <summary>The four baselines on the shared data sets against an independent program.</summary>
/// <remarks>
/// Expected figures: <c>reference_protocol.py FOLDER TARGET --all</c> (Python, numpy, scipy) of the shared tools. It prints
/// four decimals; the rest of the tolerance covers scores that are equal up to rounding.
/// </remarks>
[TestClass]
public sealed class FloorAgreementTests
{
    private const double Tolerance = 1e-4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Ijcai15() => Check("ijcai15_dpt", "buy", 15_606,
    [
        ("Popularity", 0.1306, 0.0636, 0.0013, 0.0005),
        ("LastTouched", 0.1306, 0.0636, 0.0013, 0.0005),
        ("Markov", 0.5516, 0.4567, 0.1308, 0.0774),
        ("ItemCosine", 0.6096, 0.4804, 0.1342, 0.0745),
    ]);

    [TestMethod]
    public void KuaiRand() => Check("kuairand_pure_2w", "long_view", 11_538,
    [
        ("Popularity", 0.5658, 0.3303, 0.0476, 0.0265),
        ("LastTouched", 0.5658, 0.3303, 0.0476, 0.0265),
        ("Markov", 0.5285, 0.2617, 0.0110, 0.0050),
        ("ItemCosine", 0.5400, 0.2775, 0.0158, 0.0072),
    ]);

    [TestMethod]
    public void Taobao() => Check("taobao_ub_1k", "buy", 400,
    [
        ("Popularity", 0.0468, 0.0289, 0.0025, 0.0009),
        ("LastTouched", 0.0468, 0.0289, 0.0025, 0.0009),
        ("Markov", 0.0650, 0.0514, 0.0150, 0.0106),
        ("ItemCosine", 0.0838, 0.0568, 0.0050, 0.0050),
    ]);

    private void Check(string dataSet, string target, int tests, (string Name, double Hit, double Ndcg, double FullHit, double FullNdcg)[] expected)
    {
        var watch = Stopwatch.StartNew();
        StrictTests data = StrictTests.Read(dataSet, target);
        Assert.AreEqual(tests, data.Test.Store.UserCount);
        TestContext.WriteLine($"read in {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        IFloor[] baselines = FloorEvaluator.Learn(data.Train, data.Target);
        TestContext.WriteLine($"learned in {watch.ElapsedMilliseconds} ms");
        foreach (var (baseline, figures) in baselines.Zip(expected))
        {
            watch.Restart();
            var ranks = new RankAccumulator();
            foreach (LabelRanks test in FloorEvaluator.Rank(baseline, data.Test, SeenItemPolicy.AllHistory, data.Target))
                ranks.Add(test);
            SequentialRecommendationMetrics metrics = ranks.ToMetrics(100);
            TestContext.WriteLine($"{baseline.Name}, {watch.ElapsedMilliseconds} ms\n{metrics}");
            Assert.AreEqual(figures.Name, baseline.Name);
            Assert.AreEqual(figures.Hit, metrics.Sampled!.HitRatio(10), Tolerance, baseline.Name);
            Assert.AreEqual(figures.Ndcg, metrics.Sampled.Ndcg(10), Tolerance, baseline.Name);
            Assert.AreEqual(figures.FullHit, metrics.HitRatio(10), Tolerance, baseline.Name);
            Assert.AreEqual(figures.FullNdcg, metrics.Ndcg(10), Tolerance, baseline.Name);

            // The given negatives are one draw of what the expected metric averages over.
            Assert.AreEqual(
                metrics.ExpectedSampled!.HitRatio(10), metrics.Sampled.HitRatio(10), (4 * metrics.Sampled.HitRatioStandardError(10)) + Tolerance);
        }
    }
}
