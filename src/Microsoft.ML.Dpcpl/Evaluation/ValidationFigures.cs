namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>What is known of some ranked validation events: sums, which can be added.</summary>
/// <param name="Ndcg10">NDCG@10 of the full ranking.</param>
/// <param name="Ndcg20">NDCG@20 of the full ranking.</param>
/// <param name="SampledNdcg10">Expected NDCG@10 among 100 drawn competitors.</param>
/// <param name="ReciprocalRank">1 / position in the full ranking.</param>
/// <param name="Count">Events.</param>
/// <param name="Negatives">Drawn competitors: 100, or as many as there are where even the largest number is below that. No sum, as the next one.</param>
/// <param name="Metric">What they are compared by.</param>
internal readonly record struct ValidationFigures(
    double Ndcg10, double Ndcg20, double SampledNdcg10, double ReciprocalRank, int Count, int Negatives = 0, ValidationMetric Metric = ValidationMetric.FullAndSampled)
{
    private const int Draws = 100;
    private const double TieBreak = 1e-3;

    private static readonly double[] s_gains = [.. Enumerable.Range(0, 10).Select(above => RankMetric.Discount(above))];

    /// <summary>
    /// What epochs and mixes are compared by. Both rankings together: the full one rewards the very best items only, and stops too early for the sampled one. Where the
    /// full one stays 0 for epochs, as on sparse data, the mean reciprocal rank decides.
    /// </summary>
    public double Value => (Total + (TieBreak * ReciprocalRank)) / Math.Max(1, Count);

    /// <summary>How fast <see cref="Value"/>, times the number of events, grows with one event's figures: what a linear approximation around these sums makes of it.</summary>
    public double Slope(ValidationFigures one)
    {
        double share = Metric != ValidationMetric.FullAndSampled ? one.TotalOf(Metric)
            : Total > 0 ? ((one.Full * SampledNdcg10) + (one.SampledNdcg10 * Full)) / (2 * Total) : 0;
        return share + (TieBreak * one.ReciprocalRank);
    }

    private double Full => Ndcg10 + Ndcg20;

    private double Total => TotalOf(Metric);

    private double TotalOf(ValidationMetric metric) => metric switch
    {
        ValidationMetric.Full => Full,
        ValidationMetric.Sampled => SampledNdcg10,
        _ => Math.Sqrt(Full * SampledNdcg10),
    };

    /// <summary>Mean NDCG@10 of the full ranking.</summary>
    public double MeanNdcg => Ndcg10 / Math.Max(1, Count);

    /// <summary>Mean NDCG@10 among drawn competitors.</summary>
    public double MeanSampledNdcg => SampledNdcg10 / Math.Max(1, Count);

    /// <summary>One event.</summary>
    public static ValidationFigures Of(Rank rank, ValidationMetric metric = ValidationMetric.FullAndSampled) => new(
        RankMetric.Ndcg(rank, 10), RankMetric.Ndcg(rank, 20), SampledPosition.Mean(rank, Draws, s_gains), RankMetric.ReciprocalRank(rank), 1,
        SampledPosition.Draws(rank, Draws), metric);

    public static ValidationFigures operator +(ValidationFigures a, ValidationFigures b) => new(
        a.Ndcg10 + b.Ndcg10, a.Ndcg20 + b.Ndcg20, a.SampledNdcg10 + b.SampledNdcg10, a.ReciprocalRank + b.ReciprocalRank, a.Count + b.Count,
        Math.Max(a.Negatives, b.Negatives), a.Count > 0 ? a.Metric : b.Metric);
}
