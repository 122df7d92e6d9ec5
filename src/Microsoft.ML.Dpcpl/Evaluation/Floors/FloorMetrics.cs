namespace Microsoft.ML.Dpcpl;

/// <summary>How one floor did.</summary>
/// <param name="Name">Popularity, LastTouched, Markov or ItemCosine.</param>
/// <param name="Metrics">Its metrics on the test set.</param>
public sealed record FloorMetrics(string Name, SequentialRecommendationMetrics Metrics);
