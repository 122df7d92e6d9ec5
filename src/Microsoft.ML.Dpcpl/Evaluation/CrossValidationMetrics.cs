namespace Microsoft.ML.Dpcpl;

/// <summary>The metrics of every fold of a cross-validation.</summary>
/// <remarks>Made by <see cref="DpcplCatalog.CrossValidate"/>. Immutable, so safe for concurrent use.</remarks>
public sealed class CrossValidationMetrics
{
    internal CrossValidationMetrics(IReadOnlyList<SequentialRecommendationMetrics> folds) => Folds = folds;

    /// <summary>The metrics, in the order of the folds.</summary>
    public IReadOnlyList<SequentialRecommendationMetrics> Folds { get; }

    /// <summary>The mean of a figure over the folds, each of which counts the same.</summary>
    /// <param name="figure">The figure, for instance <c>metrics => metrics.Ndcg(10)</c>.</param>
    /// <returns>NaN where a fold has no test.</returns>
    public double Mean(Func<SequentialRecommendationMetrics, double> figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Folds.Average(figure);
    }

    /// <summary>How much a figure differs from fold to fold: its standard deviation over them (with the number of folds - 1).</summary>
    /// <param name="figure">The figure.</param>
    /// <returns>NaN for a single fold, and where one has no test.</returns>
    public double StandardDeviation(Func<SequentialRecommendationMetrics, double> figure)
    {
        double mean = Mean(figure);
        return Folds.Count == 1 ? double.NaN : Math.Sqrt(Folds.Sum(fold => Math.Pow(figure(fold) - mean, 2)) / (Folds.Count - 1));
    }

    /// <summary>A line with the means of HR@10 and NDCG@10, and their standard deviations over the folds.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Folds.Count} folds: HR@10 {Mean(m => m.HitRatio(10)):0.0000} (sd {StandardDeviation(m => m.HitRatio(10)):0.0000}), NDCG@10 {Mean(m => m.Ndcg(10)):0.0000} (sd {StandardDeviation(m => m.Ndcg(10)):0.0000})");
}
