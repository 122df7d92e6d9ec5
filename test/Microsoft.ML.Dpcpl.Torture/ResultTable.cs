using System.Globalization;
using System.Text;

namespace Microsoft.ML.Dpcpl.Torture;

/// <summary>The one table that all trials are printed in.</summary>
internal static class ResultTable
{
    public static string Markdown(IReadOnlyCollection<TrialResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("| trial | tried | refused | same | other | silent | wrong exception | deaths | hangs | peak MiB | s | note |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        foreach (TrialResult result in results)
        {
            string[] counts = [.. Enum.GetValues<Outcome>().Select(outcome => Whole(result.Counts.GetValueOrDefault(outcome)))];
            string peak = result.PeakMiB > 0 ? Whole(result.PeakMiB) : "";
            text.AppendLine($"| {result.Trial} | {Whole(result.Inputs)} | {string.Join(" | ", counts)} | {peak} | {Whole(result.Seconds)} | {result.Note} |");
        }
        int[] sums = [.. Enum.GetValues<Outcome>().Select(outcome => results.Sum(result => result.Counts.GetValueOrDefault(outcome)))];
        text.AppendLine($"| **all** | **{Whole(results.Sum(r => r.Inputs))}** | {string.Join(" | ", sums.Select(sum => $"**{Whole(sum)}**"))} | **{Whole(results.Max(r => r.PeakMiB))}** | {Whole(results.Sum(r => r.Seconds))} | |");
        return text.ToString();
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
