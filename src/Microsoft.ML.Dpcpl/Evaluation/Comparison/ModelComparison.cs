namespace Microsoft.ML.Dpcpl;

/// <summary>Two models on the same tests.</summary>
/// <remarks>Made by <see cref="DpcplCatalog.Compare"/>. Immutable, so safe for concurrent use.</remarks>
public sealed class ModelComparison
{
    internal ModelComparison(PairedRankingMetrics full, PairedRankingMetrics? sampled) => (FullRanking, Sampled) = (full, sampled);

    /// <summary>Against every item of the vocabulary, as <see cref="SequentialRecommendationMetrics.FullRanking"/>.</summary>
    public PairedRankingMetrics FullRanking { get; }

    /// <summary>
    /// Against the candidates of each test, as <see cref="SequentialRecommendationMetrics.Sampled"/>; null unless both views have them, as many in every test.
    /// </summary>
    public PairedRankingMetrics? Sampled { get; }

    /// <summary>Number of tests.</summary>
    public int Count => FullRanking.Count;

    /// <inheritdoc cref="PairedRankingMetrics.HitRatio"/>
    public PairedDifference HitRatio(int k) => FullRanking.HitRatio(k);

    /// <inheritdoc cref="PairedRankingMetrics.Ndcg"/>
    public PairedDifference Ndcg(int k) => FullRanking.Ndcg(k);

    /// <summary>The differences at 10 of the full ranking.</summary>
    public override string ToString() => FullRanking.ToString();
}
