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
    public double HitRatio(int k) => MeanError.Of(HitRatios(k)).Value;

    /// <summary>Standard error of <see cref="HitRatio"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double HitRatioStandardError(int k) => MeanError.Of(HitRatios(k)).Error;

    /// <summary>Normalized discounted cumulative gain: 1 / log2(position + 1) where the item stands among the first <paramref name="k"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double Ndcg(int k) => MeanError.Of(Ndcgs(k)).Value;

    /// <summary>Standard error of <see cref="Ndcg"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double NdcgStandardError(int k) => MeanError.Of(Ndcgs(k)).Error;

    /// <summary>Mean of 1 / position over all tests (MRR).</summary>
    public double MeanReciprocalRank => MeanError.Of(ReciprocalRanks()).Value;

    /// <summary>Standard error of <see cref="MeanReciprocalRank"/>.</summary>
    public double MeanReciprocalRankStandardError => MeanError.Of(ReciprocalRanks()).Error;

    /// <summary>Share of the first <paramref name="k"/> places that hold a held-out item; as each test has one, HR@K / K.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <returns>From 0 to 1 / K.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double Precision(int k) => HitRatio(k) / k;

    /// <summary>Standard error of <see cref="Precision"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double PrecisionStandardError(int k) => HitRatioStandardError(k) / k;

    /// <summary>Share of a test's held-out items that stand among the first <paramref name="k"/>; as each test has one, the same as <see cref="HitRatio"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double Recall(int k) => HitRatio(k);

    /// <summary>Standard error of <see cref="Recall"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double RecallStandardError(int k) => HitRatioStandardError(k);

    /// <summary>
    /// Mean over the tests of the average precision of their first <paramref name="k"/> (MAP@K); as each test has one item, the mean of 1 / position
    /// where it stands among them (MRR@K).
    /// </summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double MeanAveragePrecision(int k) => MeanError.Of(ReciprocalRanks(k)).Value;

    /// <summary>Standard error of <see cref="MeanAveragePrecision"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double MeanAveragePrecisionStandardError(int k) => MeanError.Of(ReciprocalRanks(k)).Error;

    /// <summary>One line with the usual figures at 5, 10 and 20.</summary>
    public override string ToString() => Count == 0 ? "no tests" : FormattableString.Invariant(
        $"{Count} tests: HR@5 {HitRatio(5):0.0000}, HR@10 {HitRatio(10):0.0000} (se {HitRatioStandardError(10):0.0000}), HR@20 {HitRatio(20):0.0000}, ") +
        FormattableString.Invariant(
        $"NDCG@10 {Ndcg(10):0.0000} (se {NdcgStandardError(10):0.0000}), NDCG@20 {Ndcg(20):0.0000}, MRR {MeanReciprocalRank:0.0000}");

    internal IEnumerable<double> HitRatios(int k)
    {
        RequirePositive(k);
        return _draws is null ? _ranks.Select(rank => RankMetric.HitRatio(rank, k)) : Expected(_ => 1, k);
    }

    internal IEnumerable<double> Ndcgs(int k)
    {
        RequirePositive(k);
        return _draws is null ? _ranks.Select(rank => RankMetric.Ndcg(rank, k)) : Expected(above => RankMetric.Discount(above), k);
    }

    internal IEnumerable<double> ReciprocalRanks() =>
        _draws is null ? _ranks.Select(rank => RankMetric.ReciprocalRank(rank)) : Expected(above => 1 / (above + 1.0), int.MaxValue);

    private IEnumerable<double> ReciprocalRanks(int k)
    {
        RequirePositive(k);
        return _draws is null ? _ranks.Select(rank => RankMetric.ReciprocalRank(rank, k)) : Expected(above => 1 / (above + 1.0), k);
    }

    /// <summary>Per test, the expectation of <paramref name="gain"/> over the drawn position, for positions below <paramref name="k"/>.</summary>
    private IEnumerable<double> Expected(Func<int, double> gain, int k)
    {
        double[] gains = [.. Enumerable.Range(0, Math.Min(k, _draws!.Value + 1)).Select(gain)];
        return _ranks.Select(rank => Math.Min(SampledPosition.Mean(rank, _draws.Value, gains), 1));
    }

    private static void RequirePositive(int k)
    {
        if (k < 1)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k is {k}; it must be 1 or more.");
    }
}
