namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Markdown on the standard output.</summary>
internal static class Table
{
    public static void Header(params string[] columns)
    {
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
    }

    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary>The columns of <see cref="Figure(string, string, string, string)"/>.</summary>
    public static void FigureHeader() => Header("figure", "asked", "reached", "how measured");

    /// <summary>A figure asked for beside the figure reached.</summary>
    public static void Figure(string figure, string asked, string reached, string how) => Row(figure, asked, $"**{reached}**", how);

    /// <summary>A ratio of two things measured in turn.</summary>
    public static void Figure(string figure, string asked, Pairs pairs, string first, string second) => Figure(
        figure, asked, $"{pairs.Ratio:0.00}", $"{first} {pairs.First:0.00} ms, {second} {pairs.Second:0.00} ms");
}
