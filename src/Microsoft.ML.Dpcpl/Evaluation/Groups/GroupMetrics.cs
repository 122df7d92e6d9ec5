namespace Microsoft.ML.Dpcpl;

/// <summary>The metrics of one group of tests.</summary>
/// <param name="Name">The value that they have in common, or "3 to 8" for a range of numbers.</param>
/// <param name="Metrics">Their metrics.</param>
public sealed record GroupMetrics(string Name, SequentialRecommendationMetrics Metrics);
