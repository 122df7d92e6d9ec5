namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>One line of a table of results.</summary>
internal sealed record MethodResult(string Name, SequentialRecommendationMetrics Metrics);
