using Spectre.Console;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Methods beside each other: full ranking and 1 + 100, mean and standard error.</summary>
internal static class MetricsTable
{
    public static readonly string[] Columns = ["Method", "HR@10 full", "NDCG@10 full", "HR@10 1+100", "NDCG@10 1+100"];

    public static string[] Row(MethodResult result) =>
    [
        result.Name,
        Figures.Hit(result.Metrics.FullRanking, 10),
        Figures.Ndcg(result.Metrics.FullRanking, 10),
        Figures.Hit(result.Metrics.Sampled, 10),
        Figures.Ndcg(result.Metrics.Sampled, 10),
    ];

    public static Table Of(IEnumerable<MethodResult> results)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in Columns)
            table.AddColumn(new TableColumn(column) { Alignment = column == Columns[0] ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (MethodResult result in results)
            table.AddRow(Row(result).Select(Printable.Cell).ToArray());
        return table;
    }
}
