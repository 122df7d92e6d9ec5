namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Figures asked for beside figures reached, as Markdown.</summary>
internal static class Table
{
    public static void Header() => Console.WriteLine("| figure | asked | reached | how measured |\n|---|---|---|---|");

    public static void Row(string figure, string asked, string reached, string how) =>
        Console.WriteLine(FormattableString.Invariant($"| {figure} | {asked} | {reached} | {how} |"));

    /// <summary>A row that compares two things run in turn.</summary>
    public static void Row(string figure, string asked, Pairs pairs, string first, string second) => Row(
        figure,
        asked,
        FormattableString.Invariant($"**{pairs.Ratio:0.00}**"),
        FormattableString.Invariant($"{first} {pairs.First:0.00} ms, {second} {pairs.Second:0.00} ms"));
}
