namespace Microsoft.ML.Dpcpl.Samples.Output;

/// <summary>Statistics of a log as names and values.</summary>
internal static class StatisticsText
{
    public static IReadOnlyList<(string Name, string Value)> Of(SequenceStatistics statistics) => [(nameof(statistics), statistics.ToString()!)];
}
