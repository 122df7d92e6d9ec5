namespace Microsoft.ML.Dpcpl.Tests.Evaluation.Comparison;

[TestClass]
public sealed class ModelComparisonTests
{
    private static readonly MLContext s_ml = new(1);

    private sealed class Scored
    {
        public string User { get; set; } = "";

        public string Label { get; set; } = "";

        public int ItemsAbove { get; set; }

        public int ItemsTied { get; set; }

        public int ItemsRanked { get; set; } = 1000;

        public int CandidatesAbove { get; set; }

        public int CandidatesTied { get; set; }

        public int CandidatesRanked { get; set; } = 100;
    }

    /// <summary>The exact tests, from all 2^n signs.</summary>
    [TestMethod]
    public void EqualsTheTestOverAllSigns()
    {
        int[] first = [0, 4, 12, 30, 2, 9, 200, 7, 1, 15, 3, 90], second = [0, 2, 3, 35, 0, 9, 8, 5, 4, 1, 2, 14];
        ModelComparison comparison = s_ml.Recommendation().Compare(View(first), View(second), new ComparisonOptions { Resamples = 200_000 });
        double[] Ndcgs(int[] above) => [.. above.Select(a => a < 10 ? 1 / Math.Log2(a + 2) : 0)];
        double[] Hits(int[] above) => [.. above.Select(a => a < 10 ? 1.0 : 0)];
        AssertDifference(Ndcgs(first), Ndcgs(second), comparison.Ndcg(10));
        AssertDifference(Hits(first), Hits(second), comparison.HitRatio(10));
        AssertDifference([.. first.Select(a => 1.0 / (a + 1))], [.. second.Select(a => 1.0 / (a + 1))], comparison.FullRanking.MeanReciprocalRank());
        Assert.AreEqual(12, comparison.Count);
        Assert.IsGreaterThan(0, comparison.Sampled!.HitRatio(5).Difference);
    }

    private static void AssertDifference(double[] first, double[] second, PairedDifference found)
    {
        double[] differences = [.. second.Zip(first, (b, a) => b - a)];
        Assert.AreEqual(first.Average(), found.First, 1e-12);
        Assert.AreEqual(second.Average(), found.Second, 1e-12);
        Assert.AreEqual(differences.Average(), found.Difference, 1e-12);
        Assert.AreEqual(Math.Sqrt(differences.Average(d => Math.Pow(d - differences.Average(), 2)) / differences.Length), found.StandardError, 1e-12);
        double observed = Math.Abs(differences.Sum()) - 1e-9;
        int all = 1 << differences.Length;
        double exact = Enumerable.Range(0, all).Count(signs => Math.Abs(differences.Select((d, i) => (signs >> i & 1) == 0 ? d : -d).Sum()) >= observed) / (double)all;
        Assert.AreEqual(exact, found.PValue, 0.006);
        int better = differences.Count(d => d > 0), worse = differences.Count(d => d < 0), moved = better + worse;
        Assert.AreEqual((better, worse), (found.Better, found.Worse));
        double fewer = Enumerable.Range(0, 1 << moved).Count(signs => int.PopCount(signs) <= Math.Min(better, worse)) / (double)(1 << moved);
        Assert.AreEqual(Math.Min(1, 2 * fewer), found.SignPValue, 1e-12);
        Assert.IsTrue(found.Low <= found.Difference && found.Difference <= found.High, found.ToString());
    }

    /// <summary>An interval of many tests is that of the normal distribution.</summary>
    [TestMethod]
    public void IntervalHasTheWidthOfTheStandardError()
    {
        var random = new Random(3);
        int[] Draw() => [.. Enumerable.Range(0, 2000).Select(_ => random.Next(20))];
        PairedDifference difference = s_ml.Recommendation().Compare(View(Draw()), View(Draw()), new() { Resamples = 4000, Confidence = 0.9 }).HitRatio(10);
        Assert.AreEqual(1.645 * difference.StandardError, difference.Difference - difference.Low, 0.15 * difference.StandardError);
        Assert.AreEqual(1.645 * difference.StandardError, difference.High - difference.Difference, 0.15 * difference.StandardError);
    }

    /// <summary>Where models differ by chance alone, one in ten p-values is below a tenth, and one interval in ten misses 0.</summary>
    [TestMethod]
    public void IsCalibratedWhereModelsDoNotDiffer()
    {
        const int runs = 400;
        var random = new Random(5);
        int permutation = 0, sign = 0, misses = 0;
        for (int run = 0; run < runs; run++)
        {
            int[] Draw() => [.. Enumerable.Range(0, 80).Select(_ => random.Next(25))];
            ModelComparison comparison = s_ml.Recommendation().Compare(View(Draw()), View(Draw()), new() { Resamples = 400, Confidence = 0.9, Seed = run });
            PairedDifference ndcg = comparison.Ndcg(10);
            permutation += ndcg.PValue <= 0.1 ? 1 : 0;
            sign += comparison.HitRatio(10).SignPValue <= 0.1 ? 1 : 0;
            misses += ndcg.Low > 0 || ndcg.High < 0 ? 1 : 0;
        }

        // Four standard deviations of a count of 400 at 0.1 are 24. An exact test of few signs rejects less often.
        Assert.IsInRange(16, 64, permutation);
        Assert.IsInRange(4, 64, sign);
        Assert.IsInRange(16, 70, misses);
    }

    [TestMethod]
    public void FindsARealDifferenceThatUnpairedErrorsHide()
    {
        int[] first = [.. Enumerable.Range(0, 300).Select(i => i % 20)], second = [.. first.Select(a => a == 10 ? 9 : a)];
        ModelComparison comparison = s_ml.Recommendation().Compare(View(first), View(second));
        PairedDifference hits = comparison.HitRatio(10);
        Assert.IsLessThan(0.001, hits.PValue);
        Assert.AreEqual(Math.Pow(0.5, 14), hits.SignPValue, 1e-12);
        Assert.IsLessThan(comparison.FullRanking.First.HitRatioStandardError(10) * 2, hits.Difference);
        Assert.IsGreaterThan(0, hits.Low);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSame()
    {
        int[] first = [3, 5, 11, 0, 9, 22], second = [1, 5, 9, 12, 0, 2];
        PairedDifference Ndcg(int seed) => s_ml.Recommendation().Compare(View(first), View(second), new() { Seed = seed, Resamples = 500 }).Ndcg(10);
        Assert.AreEqual(Ndcg(1), Ndcg(1));
        Assert.AreNotEqual(Ndcg(1), Ndcg(2));
        PairedDifference none = s_ml.Recommendation().Compare(View(first), View(first)).Ndcg(10);
        Assert.AreEqual((0.0, 0.0, 0.0, 1.0, 1.0), (none.Difference, none.Low, none.High, none.PValue, none.SignPValue));
    }

    [TestMethod]
    public void RefusesOtherTests()
    {
        void Refuses(string says, IDataView second, ComparisonOptions? options = null) => StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => s_ml.Recommendation().Compare(View([1, 2, 3]), second, options)).Message, says);
        Refuses("row 2 the held-out item ('Label') is 'i1' in the first view and 'other' in the second", View([1, 2, 3], (scored, row) => scored.Label = row == 1 ? "other" : scored.Label));
        Refuses("row 3 the user ('User') is 'u2' in the first view and 'u7' in the second", View([1, 2, 3], (scored, row) => scored.User = row == 2 ? "u7" : scored.User));
        Refuses("first view has 3 rows, the second 2", View([1, 2]));
        Refuses("'Target'", View([1, 2, 3]), new() { LabelColumnName = "Target" });
        Refuses("Resamples is 5", View([1, 2, 3]), new() { Resamples = 5 });
        Assert.IsNull(s_ml.Recommendation().Compare(View([1, 2]), View([1, 2], (scored, _) => scored.CandidatesRanked = 50)).Sampled);
    }

    private static IDataView View(int[] above, Action<Scored, int>? change = null) => s_ml.Data.LoadFromEnumerable(above.Select((a, row) =>
    {
        var scored = new Scored { User = $"u{row}", Label = $"i{row % 7}", ItemsAbove = a, CandidatesAbove = a / 3 };
        change?.Invoke(scored, row);
        return scored;
    }));
}
