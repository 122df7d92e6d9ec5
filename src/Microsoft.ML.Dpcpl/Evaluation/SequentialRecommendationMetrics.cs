using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl;

/// <summary>How well held-out next items were predicted: under three protocols, for all tests and for sub-populations.</summary>
/// <remarks>
/// The figures of this type itself (<see cref="HitRatio"/>, <see cref="Ndcg"/>, ...) are those of <see cref="FullRanking"/>, because
/// sampled metrics do not keep the order of methods (Krichene and Rendle, KDD 2020). <see cref="Sampled"/> and
/// <see cref="ExpectedSampled"/> are there to compare with figures in papers. The full ranking follows the rule of the recommended lists: a
/// held-out item that no list can hold is a miss at any length (<see cref="UnknownLabelCount"/>, <see cref="LeftOutLabelCount"/>). So, where
/// no scores tie, <see cref="HitRatio"/> is the share of rows with the label among the first k recommended items. Immutable, so safe for
/// concurrent use.
/// </remarks>
public sealed class SequentialRecommendationMetrics
{
    private readonly Dictionary<(string Column, bool Value), SequentialRecommendationMetrics> _subsets;

    internal SequentialRecommendationMetrics(
        RankingMetrics full,
        RankingMetrics? sampled,
        RankingMetrics? expectedSampled,
        Dictionary<(string Column, bool Value), SequentialRecommendationMetrics> subsets)
    {
        (FullRanking, Sampled, ExpectedSampled, _subsets) = (full, sampled, expectedSampled, subsets);
        SubsetColumns = [.. subsets.Keys.Select(key => key.Column).Distinct()];
    }

    /// <summary>Against every item of the vocabulary that the seen-item policy of the scoring leaves.</summary>
    public RankingMetrics FullRanking { get; }

    /// <summary>
    /// Against the given candidates of each test, <see cref="NegativeCount"/> of them; null when the view had none. Tests without a candidate
    /// are not in it, so its count may be smaller than <see cref="Count"/>. A held-out item competes here whatever the lists leave out.
    /// </summary>
    public RankingMetrics? Sampled { get; }

    /// <summary>
    /// The exact expectation of the sampled metric over a uniform draw of negatives among the items outside the test's history: what
    /// <see cref="Sampled"/> estimates, without its sampling noise. Tests with fewer such items than <see cref="NegativeCount"/> are not in it.
    /// Null when no test is, or the view lacks the counts it needs.
    /// </summary>
    public RankingMetrics? ExpectedSampled { get; }

    /// <summary>
    /// Competitors of a held-out item in <see cref="Sampled"/> and <see cref="ExpectedSampled"/>: the candidates of a test, without label and
    /// unknown items (the largest number where tests differ). Where the view has none: what the expectation takes, 100.
    /// </summary>
    public int NegativeCount { get; internal init; }

    /// <summary>Tests whose held-out item the model does not know: misses in every ranking.</summary>
    public int UnknownLabelCount { get; internal init; }

    /// <summary>
    /// Tests whose held-out item the seen-item policy of the scoring never recommends, as it stands in the history: misses in
    /// <see cref="FullRanking"/>. Under <see cref="RepeatPolicy.TargetPairRemoved"/> there are none.
    /// </summary>
    public int LeftOutLabelCount { get; internal init; }

    /// <summary>Number of tests.</summary>
    public int Count => FullRanking.Count;

    /// <inheritdoc cref="RankingMetrics.HitRatio"/>
    public double HitRatio(int k) => FullRanking.HitRatio(k);

    /// <inheritdoc cref="RankingMetrics.HitRatioStandardError"/>
    public double HitRatioStandardError(int k) => FullRanking.HitRatioStandardError(k);

    /// <inheritdoc cref="RankingMetrics.Ndcg"/>
    public double Ndcg(int k) => FullRanking.Ndcg(k);

    /// <inheritdoc cref="RankingMetrics.NdcgStandardError"/>
    public double NdcgStandardError(int k) => FullRanking.NdcgStandardError(k);

    /// <inheritdoc cref="RankingMetrics.MeanReciprocalRank"/>
    public double MeanReciprocalRank => FullRanking.MeanReciprocalRank;

    /// <inheritdoc cref="RankingMetrics.MeanReciprocalRankStandardError"/>
    public double MeanReciprocalRankStandardError => FullRanking.MeanReciprocalRankStandardError;

    /// <inheritdoc cref="RankingMetrics.Precision"/>
    public double Precision(int k) => FullRanking.Precision(k);

    /// <inheritdoc cref="RankingMetrics.PrecisionStandardError"/>
    public double PrecisionStandardError(int k) => FullRanking.PrecisionStandardError(k);

    /// <inheritdoc cref="RankingMetrics.Recall"/>
    public double Recall(int k) => FullRanking.Recall(k);

    /// <inheritdoc cref="RankingMetrics.RecallStandardError"/>
    public double RecallStandardError(int k) => FullRanking.RecallStandardError(k);

    /// <inheritdoc cref="RankingMetrics.MeanAveragePrecision"/>
    public double MeanAveragePrecision(int k) => FullRanking.MeanAveragePrecision(k);

    /// <inheritdoc cref="RankingMetrics.MeanAveragePrecisionStandardError"/>
    public double MeanAveragePrecisionStandardError(int k) => FullRanking.MeanAveragePrecisionStandardError(k);

    /// <summary>The lists that were recommended, set before anybody sees the metrics; null where they were not evaluated.</summary>
    internal ListCoverage? Lists { get; set; }

    /// <summary>Catalog coverage at K: the share of the vocabulary's items that stand among the first K recommended to any test.</summary>
    /// <param name="k">K; range 1 to the length of the lists (the transformer's TopK).</param>
    /// <returns>0 to 1; NaN for a sub-population, and where the view had no recommended items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double CatalogCoverage(int k)
    {
        if (k < 1 || k > (Lists?.Length ?? int.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k is {k}; it must be between 1 and {Lists?.Length ?? int.MaxValue}, the length of the recommended lists.");
        return Lists?.At(k) ?? double.NaN;
    }

    /// <summary>Names that <see cref="Subset"/> takes: the Boolean columns of the evaluated view.</summary>
    public IReadOnlyList<string> SubsetColumns { get; }

    /// <summary>The metrics over the tests where a Boolean column has one value, for instance <c>Subset("ColdStart")</c>.</summary>
    /// <param name="column">One of <see cref="SubsetColumns"/>.</param>
    /// <param name="value">False gives the complement.</param>
    /// <exception cref="ArgumentException">The evaluated view had no such Boolean column.</exception>
    public SequentialRecommendationMetrics Subset(string column, bool value = true) =>
        _subsets.TryGetValue((column, value), out SequentialRecommendationMetrics? subset) ? subset : throw new ArgumentException(
            $"The evaluated data has no Boolean column '{column}'; it has: {(SubsetColumns.Count == 0 ? "none" : string.Join(", ", SubsetColumns))}.",
            nameof(column));

    /// <summary>A table: a line per protocol, then the full ranking of every sub-population.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("                             tests   HR@5    HR@10   HR@20   NDCG@5  NDCG@10 NDCG@20 MRR     (se HR@10, NDCG@10)");
        Line(text, "full ranking", FullRanking);
        if (Sampled is not null)
            Line(text, $"sampled 1+{NegativeCount}", Sampled);
        if (ExpectedSampled is not null)
            Line(text, $"expected sampled 1+{NegativeCount}", ExpectedSampled);
        foreach (string column in SubsetColumns)
        {
            Line(text, column, Subset(column).FullRanking);
            Line(text, "not " + column, Subset(column, false).FullRanking);
        }

        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, string name, RankingMetrics metrics)
    {
        text.Append(CultureInfo.InvariantCulture, $"{name,-26} {metrics.Count,7}");
        if (metrics.Count > 0)
        {
            foreach (int k in (int[])[5, 10, 20])
                text.Append(CultureInfo.InvariantCulture, $"  {metrics.HitRatio(k):0.0000}");
            foreach (int k in (int[])[5, 10, 20])
                text.Append(CultureInfo.InvariantCulture, $"  {metrics.Ndcg(k):0.0000}");
            text.Append(CultureInfo.InvariantCulture, $"  {metrics.MeanReciprocalRank:0.0000}");
            text.Append(CultureInfo.InvariantCulture, $"  ({metrics.HitRatioStandardError(10):0.0000}, {metrics.NdcgStandardError(10):0.0000})");
        }

        text.AppendLine();
    }
}
