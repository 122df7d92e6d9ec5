using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class ValidationFiguresTests
{
    /// <summary>One label first, one thirteenth: by hand, and by drawing competitors.</summary>
    [TestMethod]
    public void ValueIsTheGeometricMeanOfBothRankings()
    {
        Rank first = new(0, 0, 500), later = new(12, 0, 500);
        ValidationFigures figures = ValidationFigures.Of(first) + ValidationFigures.Of(later);
        double sampled = 1 + Drawn(later), full = 1 + 1 + (1 / Math.Log2(14));
        Assert.AreEqual(2, figures.Count);
        Assert.AreEqual(0.5, figures.MeanNdcg, 1e-12);
        Assert.AreEqual(sampled / 2, figures.MeanSampledNdcg, 2e-3);
        Assert.AreEqual(Math.Sqrt(full * sampled) / 2, figures.Value, 2e-3);
    }

    /// <summary>By one ranking alone the other one counts nothing, in the value and in its slope.</summary>
    [TestMethod]
    public void OneRankingAloneMayCount()
    {
        static ValidationFigures Sum(ValidationMetric metric, params int[] above) => FigureGain.Sum(above.Select(a => ValidationFigures.Of(new Rank(a, 0, 5000), metric)));
        ValidationFigures full = Sum(ValidationMetric.Full, 0, 12, 400), sampled = Sum(ValidationMetric.Sampled, 0, 12, 400);
        Assert.AreEqual((1 + 1 + (1 / Math.Log2(14))) / 3, full.Value, 1e-3);
        Assert.AreEqual(sampled.MeanSampledNdcg, sampled.Value, 1e-3);
        // Rank 13 is in no list of ten, rank 401 in none of twenty.
        ValidationFigures later = ValidationFigures.Of(new Rank(400, 0, 5000));
        Assert.AreEqual(0, full.Slope(later), 1e-5);
        Assert.AreEqual(later.SampledNdcg10, sampled.Slope(later), 1e-5);
        Assert.AreEqual(Sum(ValidationMetric.Full, 0, 12, 400, 900).Value * 4, full.Value * 3, 1e-5);
    }

    [TestMethod]
    public void EitherRankingAndTheReciprocalRankMatter()
    {
        static double Value(params int[] above) => above.Aggregate(default(ValidationFigures), (sum, a) => sum + ValidationFigures.Of(new Rank(a, 0, 5000))).Value;
        Assert.IsGreaterThan(Value(3, 900), Value(2, 900));
        Assert.IsGreaterThan(Value(3, 900), Value(3, 300));
        // Below rank 20 the full ranking is 0, and what is left is the reciprocal rank.
        Assert.IsGreaterThan(Value(1200), Value(40));
        Assert.IsGreaterThan(0, Value(1200));
    }

    [TestMethod]
    public void SlopeIsHowFastTheValueGrows()
    {
        var random = new Random(3);
        ValidationFigures[] events = [.. Enumerable.Range(0, 40).Select(_ => ValidationFigures.Of(new Rank(random.Next(60), 0, 500)))];
        ValidationFigures sum = FigureGain.Sum(events), one = ValidationFigures.Of(new Rank(4, 0, 500));
        const double Little = 1e-5;
        double Total(double share) => (sum with
        {
            Ndcg10 = sum.Ndcg10 + (share * one.Ndcg10),
            Ndcg20 = sum.Ndcg20 + (share * one.Ndcg20),
            SampledNdcg10 = sum.SampledNdcg10 + (share * one.SampledNdcg10),
            ReciprocalRank = sum.ReciprocalRank + (share * one.ReciprocalRank),
        }).Value * events.Length;
        Assert.AreEqual((Total(Little) - Total(-Little)) / (2 * Little), sum.Slope(one), 1e-6);
        Assert.AreEqual(0, default(ValidationFigures).Slope(one), 1e-2);
    }

    /// <summary>Mean NDCG@10 over 100,000 draws of 100 competitors.</summary>
    private static double Drawn(Rank rank)
    {
        const int Trials = 100_000;
        var random = new Random(5);
        int[] competitors = [.. Enumerable.Range(0, rank.Ranked)];
        double sum = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            int above = 0;
            for (int i = 0; i < 100; i++)
            {
                int j = random.Next(i, competitors.Length);
                (competitors[i], competitors[j]) = (competitors[j], competitors[i]);
                above += competitors[i] < rank.Above ? 1 : 0;
            }

            sum += above < 10 ? 1 / Math.Log2(above + 2) : 0;
        }

        return sum / Trials;
    }
}
