using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Rows of the tables of results in Markdown.</summary>
internal static class ResultRows
{
    /// <summary>The cells of each row of the first table, without its head.</summary>
    public static IEnumerable<string[]> OfTable(string text) => Lines(text).SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2).Select(Cells);

    /// <summary>The rows between the two marks of a README; none where they are missing.</summary>
    public static IEnumerable<string[]> OfReadme(string readme) =>
        OfTable(string.Join('\n', Lines(readme).SkipWhile(line => line != MarkedPart.Begin).TakeWhile(line => line != MarkedPart.End)));

    /// <summary>The rows of a README whose method has not the same figures in the section that the summary has for these data.</summary>
    public static IEnumerable<string> NotOn(string summary, string readme) => OfReadme(readme).Where(row => !Section(summary, row[0]).Any(IsSame(row))).Select(row => string.Join(" | ", row));

    /// <summary>The summary has a column with the seeds behind the method's name.</summary>
    private static Func<string[], bool> IsSame(string[] row) => cells => cells.Length == row.Length && cells[0] == row[1] && cells[2..].SequenceEqual(row[2..]);

    /// <param name="summary">The page.</param>
    /// <param name="data">Title of the section, comma, target.</param>
    private static IEnumerable<string[]> Section(string summary, string data) =>
        Lines(summary).SkipWhile(line => line != $"## {data[..Math.Max(0, data.LastIndexOf(", ", StringComparison.Ordinal))]}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .SkipWhile(line => !line.StartsWith($"Target {data[(data.LastIndexOf(' ') + 1)..]}:", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("Target ", StringComparison.Ordinal)).Where(line => line.StartsWith('|')).Select(Cells);

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
