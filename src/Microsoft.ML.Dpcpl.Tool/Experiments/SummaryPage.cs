using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The results of several experiments on one Markdown page.</summary>
/// <param name="experiments">In the order of the page.</param>
/// <param name="folder">Where the page will stand; guides that are not beside it are named without a link.</param>
internal sealed partial class SummaryPage(IReadOnlyList<ExperimentResults> experiments, string folder)
{
    public void Write(TextWriter writer)
    {
        var to = new Markdown(writer);
        to.Title("Results of all experiments");
        to.Paragraph("`dpcpl summary ...` wrote this page from the results of the commands below; in them `FOLDER` is the folder of " + Guide("the data", "data.md") + ".");
        to.Paragraph(
            "Mean ± standard error: over the seeds; where \"Seeds\" is 1, over the tests. Best of each column in bold. Full: the held-out item is ranked among all " +
            "items; 1+100: among 100 drawn ones (" + Guide("what the figures mean", "../evaluation.md") + "). The last row compares a method with the best other one of " +
            "each column. Seconds and epochs are means over the seeds; beside the epochs that were done stands the one that was kept.");
        foreach (ExperimentResults results in experiments)
            Section(to, results);
    }

    private static void Section(Markdown to, ExperimentResults results)
    {
        to.Heading(results.Title);
        to.Line(results.Data.Count == 0
            ? "No run is done yet."
            : $"{ValueOf(results.Data, "Users")} users, {ValueOf(results.Data, "Items")} items, {ValueOf(results.Data, "Events")} events.");
        to.Command(WithoutPlaces(results.Command));
        States(to, results);
        foreach (string target in ResultsMarkdown.Targets(results))
            Methods(to, results, target);
        Training(to, results);
    }

    private static void States(Markdown to, ExperimentResults results)
    {
        if (!results.Complete)
            to.Paragraph("**Runs are missing or failed: the tables show what is done.**");
        if (results.Missing.Count > 0)
            to.Paragraph(ResultsMarkdown.NotRunYet(results));
        foreach (RunResult run in results.Runs.Where(run => run.Failed is not null))
            to.Paragraph($"Failed: {run.System}, seed {run.Seed.ToString(CultureInfo.InvariantCulture)}: {run.Failed}");
    }

    private static void Methods(Markdown to, ExperimentResults results, string target)
    {
        var methods = new MethodCells(results, target);
        to.Paragraph(results.Protocols.GetValueOrDefault(target) is { } protocol
            ? $"Target {target}: {ValueOf(protocol, "Tests")} tests, earlier events on the held-out item {ValueOf(protocol, "Earlier events on the held-out item")}."
            : $"Target {(target.Length > 0 ? target : "unknown")}: no run is done.");
        to.Line();
        to.Columns(["Method", "Seeds", .. MethodCells.Columns(methods.SampledName)]);
        foreach (MethodSummary method in methods.All)
            to.Row([methods.Label(method), MethodCells.Seeds(method), .. methods.Row(method)]);
        if (methods.Changes() is { } changes)
            to.Row([methods.ComparedWithBest, "", .. changes]);
    }

    private static void Training(Markdown to, ExperimentResults results)
    {
        if (results.Costs.Count == 0)
            return;
        to.Line();
        to.Columns(["System", "Pre-training, s (to its best epoch)", "Tuning, s (to its best epoch)", "All phases, s", "Epochs of pre-training (kept)", "Epochs of tuning (kept)", "Commit"]);
        foreach (SystemCost cost in results.Costs)
        {
            to.Row([
                cost.System,
                ResultsMarkdown.Seconds(cost.PretrainingSeconds, cost.PretrainingSecondsToBest), ResultsMarkdown.Seconds(cost.TuningSeconds, cost.TuningSecondsToBest), ResultsMarkdown.Seconds(cost.TotalSeconds),
                ResultsMarkdown.Epochs(cost.PretrainingEpochs, cost.BestPretrainingEpoch), ResultsMarkdown.Epochs(cost.TuningEpochs, cost.BestTuningEpoch),
                string.Join(", ", cost.Commits),
            ]);
        }
        to.Paragraph($"Machine: {string.Join("; ", results.Machines)}.");
    }

    private static string ValueOf(IReadOnlyList<Pair> pairs, string name) => pairs.FirstOrDefault(pair => pair.Name == name)?.Value ?? Figures.None;

    /// <summary>The command for another machine: where the data lie is left open, and the output has its name alone.</summary>
    internal static string WithoutPlaces(string command) =>
        Output().Replace(DataFolder().Replace(command, "$1 FOLDER"), found =>
        {
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(found.Groups[2].Value.Trim('"')));
            return $"{found.Groups[1].Value} {(name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name)}";
        });

    private string Guide(string text, string path) => File.Exists(Path.Combine(folder, path)) ? $"[{text}]({path})" : text;

    [GeneratedRegex("(--data-folder) (\"[^\"]*\"|\\S+)")]
    private static partial Regex DataFolder();

    [GeneratedRegex("(--output) (\"[^\"]*\"|\\S+)")]
    private static partial Regex Output();
}
