using Microsoft.ML.Dpcpl.Evaluation.Comparison;

namespace Microsoft.ML.Dpcpl;

/// <summary>How two models rank the held-out items of the same tests, under one protocol.</summary>
/// <remarks>Every figure is computed when it is asked for. Immutable, so safe for concurrent use.</remarks>
public sealed class PairedRankingMetrics
{
    private readonly ComparisonOptions _options;

    internal PairedRankingMetrics(RankingMetrics first, RankingMetrics second, ComparisonOptions options) => (First, Second, _options) = (first, second, options);

    /// <summary>The metrics of the first model.</summary>
    public RankingMetrics First { get; }

    /// <summary>The metrics of the second model.</summary>
    public RankingMetrics Second { get; }

    /// <summary>Number of tests.</summary>
    public int Count => First.Count;

    /// <summary>The difference of <see cref="RankingMetrics.HitRatio"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public PairedDifference HitRatio(int k) => Paired(metrics => metrics.HitRatios(k));

    /// <summary>The difference of <see cref="RankingMetrics.Ndcg"/>.</summary>
    /// <param name="k">Length of the list; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public PairedDifference Ndcg(int k) => Paired(metrics => metrics.Ndcgs(k));

    /// <summary>The difference of <see cref="RankingMetrics.MeanReciprocalRank"/>.</summary>
    public PairedDifference MeanReciprocalRank() => Paired(metrics => metrics.ReciprocalRanks());

    /// <summary>Two lines: the hit ratio and NDCG at 10.</summary>
    public override string ToString() => Count == 0 ? "no tests" : $"HR@10 {HitRatio(10)}{Environment.NewLine}NDCG@10 {Ndcg(10)}";

    private PairedDifference Paired(Func<RankingMetrics, IEnumerable<double>> figure) => PairedTest.Of([.. figure(First)], [.. figure(Second)], _options);
}
