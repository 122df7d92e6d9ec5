using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl;

/// <summary>How well the held-out items of many tests were ranked, under one protocol.</summary>
/// <remarks>
/// Items that tie with the label count by expectation over a random order; an item or label with the score NaN counts against the
/// model. Every figure is a mean over the tests, with its standard error (standard deviation over the tests / square root of their
/// number). Without a test every figure is NaN. Immutable, so safe for concurrent use.
/// </remarks>
public sealed class RankingMetrics
{
    private readonly Rank[] _ranks;
    private readonly int? _draws;

    /// <param name="ranks">One per test.</param>
    /// <param name="draws">Null takes the ranks as they are; a number gives the exact expectation over that many drawn competitors.</param>
    internal RankingMetrics(Rank[] ranks, int? draws = null) => (_ranks, _draws) = (ranks, draws);

    /// <summary>Number of tests.</summary>
    public int Count => _ranks.Length;

    /// <summary>Share of tests whose item stands among the first <paramref name="k"/> (HR@K, recall at K for one relevant item).</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double HitRatio(int k) => Mean(HitRatios(k)).Value;

    /// <summary>Standard error of <see cref="HitRatio"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double HitRatioStandardError(int k) => Mean(HitRatios(k)).Error;

    /// <summary>Normalized discounted cumulative gain: 1 / log2(position + 1) where the item stands among the first <paramref name="k"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double Ndcg(int k) => Mean(Ndcgs(k)).Value;

    /// <summary>Standard error of <see cref="Ndcg"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double NdcgStandardError(int k) => Mean(Ndcgs(k)).Error;

    /// <summary>Mean of 1 / position over all tests (MRR).</summary>
    public double MeanReciprocalRank => Mean(ReciprocalRanks()).Value;

    /// <summary>Standard error of <see cref="MeanReciprocalRank"/>.</summary>
    public double MeanReciprocalRankStandardError => Mean(ReciprocalRanks()).Error;

    /// <summary>One line with the usual figures at 5, 10 and 20.</summary>
    public override string ToString() => Count == 0 ? "no tests" : FormattableString.Invariant(
        $"{Count} tests: HR@5 {HitRatio(5):0.0000}, HR@10 {HitRatio(10):0.0000} (se {HitRatioStandardError(10):0.0000}), HR@20 {HitRatio(20):0.0000}, ") +
        FormattableString.Invariant(
        $"NDCG@10 {Ndcg(10):0.0000} (se {NdcgStandardError(10):0.0000}), NDCG@20 {Ndcg(20):0.0000}, MRR {MeanReciprocalRank:0.0000}");

    private IEnumerable<double> HitRatios(int k)
    {
        RequirePositive(k);
        return _draws is null ? _ranks.Select(rank => RankMetric.HitRatio(rank, k)) : Expected(_ => 1, k);
    }

    private IEnumerable<double> Ndcgs(int k)
    {
        RequirePositive(k);
        return _draws is null ? _ranks.Select(rank => RankMetric.Ndcg(rank, k)) : Expected(above => RankMetric.Discount(above), k);
    }

    private IEnumerable<double> ReciprocalRanks() =>
        _draws is null ? _ranks.Select(RankMetric.ReciprocalRank) : Expected(above => 1 / (above + 1.0), int.MaxValue);

    /// <summary>Per test, the expectation of <paramref name="gain"/> over the drawn position, for positions below <paramref name="k"/>.</summary>
    private IEnumerable<double> Expected(Func<int, double> gain, int k)
    {
        double[] gains = [.. Enumerable.Range(0, Math.Min(k, _draws!.Value + 1)).Select(gain)];
        return _ranks.Select(rank => Math.Min(SampledPosition.Mean(rank, _draws.Value, gains), 1));
    }

    private (double Value, double Error) Mean(IEnumerable<double> values)
    {
        double mean = 0, squares = 0;
        int n = 0;
        foreach (double value in values)
        {
            double delta = value - mean;
            mean += delta / ++n;
            squares += delta * (value - mean);
        }

        return n == 0 ? (double.NaN, double.NaN) : (mean, Math.Sqrt(squares / n) / Math.Sqrt(n));
    }

    private static void RequirePositive(int k)
    {
        if (k < 1)
            throw new ArgumentOutOfRangeException(nameof(k), k, "k must be 1 or more.");
    }
}
