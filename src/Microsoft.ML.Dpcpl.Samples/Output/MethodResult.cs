namespace Microsoft.ML.Dpcpl.Samples.Output;

/// <summary>One line of a table of results.</summary>
internal sealed record MethodResult(string Name, SequentialRecommendationMetrics Metrics);
