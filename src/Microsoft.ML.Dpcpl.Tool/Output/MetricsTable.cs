using Spectre.Console;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Methods beside each other: full ranking and, where negatives were drawn, sampled ranking; mean and standard error.</summary>
internal static class MetricsTable
{
    /// <summary>Names of the columns, after what was drawn: "HR@10 1+100" for a hundred negatives.</summary>
    /// <param name="results">All methods of the run; what none of them has gets no column.</param>
    public static string[] Columns(IReadOnlyList<MethodResult> results) =>
        Sampled(results) is { } sampled ? ["Method", "HR@10 full", "NDCG@10 full", $"HR@10 {sampled}", $"NDCG@10 {sampled}"] : ["Method", "HR@10 full", "NDCG@10 full"];

    /// <param name="result">A method, or a part of its tests.</param>
    /// <param name="columns">What <see cref="Columns"/> gave.</param>
    public static string[] Row(MethodResult result, IReadOnlyList<string> columns) =>
    [
        .. ((string[])[
            result.Name,
            Figures.Hit(result.Metrics.FullRanking, 10),
            Figures.Ndcg(result.Metrics.FullRanking, 10),
            Figures.Hit(result.Metrics.Sampled, 10),
            Figures.Ndcg(result.Metrics.Sampled, 10),
        ]).Take(columns.Count),
    ];

    public static Table Of(IReadOnlyList<MethodResult> results)
    {
        var table = new Table { Border = TableBorder.Simple };
        string[] columns = Columns(results);
        foreach (string column in columns)
            table.AddColumn(new TableColumn(column) { Alignment = column == columns[0] ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (MethodResult result in results)
            table.AddRow(Row(result, columns).Select(Printable.Cell).ToArray());
        return table;
    }

    /// <summary>What the columns mean, and how many tests stand in them.</summary>
    public static string Legend(SequentialRecommendationMetrics metrics, RepeatPolicy repeat)
    {
        string sampled = metrics.Sampled is { Count: var count } ? $"; {Sampled(metrics)}: sampled{(count < metrics.Count ? $", {Figures.Count(count)} of the tests" : "")}" : "";
        return $"{Figures.Count(metrics.Count)} tests; mean ± standard error. full: all items but {Protocol.LeftOut(repeat)}{sampled}.";
    }

    /// <summary>The name of the sampled ranking; null when no method has one.</summary>
    public static string? Sampled(IEnumerable<MethodResult> results) =>
        results.FirstOrDefault(result => result.Metrics.Sampled is not null) is { } measured ? Sampled(measured.Metrics) : null;

    private static string Sampled(SequentialRecommendationMetrics metrics) => RankingName.Sampled(metrics.NegativeCount);
}
