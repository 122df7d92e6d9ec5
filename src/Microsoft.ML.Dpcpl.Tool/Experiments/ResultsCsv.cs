using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The figures of experiments as comma-separated text: a row for each ranking of each method on each seed that is done.</summary>
/// <remarks>Numbers have all their digits, shares are between 0 and 1; what a run does not have is empty. Of failed runs there is nothing.</remarks>
internal static class ResultsCsv
{
    private static readonly (string Name, Func<RunResult, IFormattable?> Value)[] s_costs =
    [
        ("seconds", run => Math.Round(run.Seconds.Values.Sum(), 3)),
        ("pre-training seconds", run => Seconds(run, "Pre-training")),
        ("tuning seconds", run => Seconds(run, "Tuning")),
        ("parameters", run => run.Parameters),
        ("tuned parameters", run => run.TunedParameters),
        ("peak memory bytes", run => run.PeakMemoryBytes),
    ];

    public static void Write(IEnumerable<ExperimentResults> experiments, TextWriter writer)
    {
        Row(writer, [
            "title", "target", "method", "system", "trainer", "seed", "ranking", "tests", "negatives",
            .. RankingFigures.Names.SelectMany(name => (string[])[name, name + " standard error"]), .. s_costs.Select(cost => cost.Name), "commit",
        ]);
        foreach (ExperimentResults results in experiments)
        {
            foreach (RunResult run in results.Runs.Where(run => run.Failed is null))
            {
                foreach (MethodFigures method in run.Methods)
                {
                    foreach ((string ranking, RankingFigures figures) in method.Tests)
                        Row(writer, Cells(results.Title, run, method.Name, ranking, figures));
                }
            }
        }
    }

    private static IEnumerable<string> Cells(string title, RunResult run, string method, string ranking, RankingFigures figures) =>
    [
        title, run.Target, method, run.System, run.Trainer, Number(run.Seed), ranking, Number(figures.Tests), Number(figures.Negatives),
        .. RankingFigures.Names.Select(figures.Figures.GetValueOrDefault).SelectMany(figure => (string[])[Number(figure?.Mean), Number(figure?.Error)]),
        .. s_costs.Select(cost => Number(cost.Value(run))), run.Commit,
    ];

    private static double? Seconds(RunResult run, string phase) => run.Seconds.TryGetValue(phase, out double seconds) ? seconds : null;

    private static string Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static void Row(TextWriter writer, IEnumerable<string> cells) => writer.WriteLine(string.Join(',', cells.Select(Csv.Cell)));
}
