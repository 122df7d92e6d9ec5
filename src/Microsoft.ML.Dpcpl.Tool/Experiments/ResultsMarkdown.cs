using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The results of an experiment as Markdown tables.</summary>
internal static class ResultsMarkdown
{
    private static readonly string[] s_rankings = [RankingFigures.Full, RankingFigures.Sampled, RankingFigures.ExpectedSampled];

    public static void Write(ExperimentResults results, TextWriter writer, IReadOnlyList<(string Title, string File)> plots)
    {
        var to = new Markdown(writer);
        to.Title(results.Title);
        to.Command(results.Command);
        if (!results.Complete)
            to.Paragraph("**Runs are missing or failed: the tables show what is done.** The command goes on where it ended.");
        if (results.Missing.Count > 0)
            to.Paragraph(NotRunYet(results));
        to.Paragraph($"Seeds {string.Join(", ", results.Seeds)}. Mean ± standard error over the seeds; where \"Seeds\" is 1, over the tests. Best in bold.");
        to.Pairs("Data", results.Data.Select(Both));
        foreach ((string target, IReadOnlyList<Pair> protocol) in results.Protocols)
            to.Pairs("Protocol" + Suffix(results, target), protocol.Select(Both));
        foreach (string target in Targets(results))
        {
            var methods = new MethodCells(results, target);
            foreach (string ranking in s_rankings)
                Ranking(to, Title(ranking, methods) + Suffix(results, target), ranking, methods);
            SubPopulations(to, Suffix(results, target), methods);
        }
        Costs(to, results);
        Trials(to, results);
        Failures(to, results);
        Options(to, results);
        foreach ((string title, string file) in plots)
            to.Paragraph($"![{title}]({file})");
    }

    /// <summary>What a ranking is called, after the negatives that were drawn.</summary>
    private static string Title(string ranking, MethodCells methods)
    {
        string drawn = methods.Negatives is { } negatives ? $"{Figures.Count(negatives)} sampled" : "sampled";
        return ranking switch
        {
            RankingFigures.Sampled => $"One held-out item against {drawn} negatives",
            RankingFigures.ExpectedSampled => $"Exact expectation of a ranking against {drawn} negatives",
            _ => "Full ranking",
        };
    }

    private static void Ranking(Markdown to, string title, string ranking, MethodCells methods)
    {
        if (!methods.All.Any(method => method.Rankings.ContainsKey(ranking)))
            return;
        to.Heading(title);
        to.Columns(["Method", "Seeds", "Tests", .. RankingFigures.Names]);
        foreach (MethodSummary method in methods.All)
            to.Row([method.Name, MethodCells.Seeds(method), Tests(method, ranking), .. RankingFigures.Names.Select(figure => methods.Figure(method, ranking, figure))]);
        if (methods.Gain(ranking, RankingFigures.Ndcg10) is not null)
            to.Row([methods.ComparedWithBest, "", "", .. RankingFigures.Names.Select(figure => methods.Change(ranking, figure))]);
    }

    private static void SubPopulations(Markdown to, string suffix, MethodCells methods)
    {
        foreach (string subset in methods.All.SelectMany(method => method.Rankings.Keys).Where(name => name.StartsWith(RankingFigures.Full + ", ", StringComparison.Ordinal)).Distinct())
        {
            string sampled = RankingFigures.Sampled + subset[RankingFigures.Full.Length..];
            // A table of no tests, or of all of them again, tells nothing.
            if (methods.All.All(m => m.Rankings.GetValueOrDefault(subset)?.Tests is null or 0 || m.Rankings[subset].Tests == m.Rankings[RankingFigures.Full].Tests))
                continue;
            string flag = subset[(RankingFigures.Full.Length + 2)..];
            bool not = flag.StartsWith("not ", StringComparison.Ordinal);
            to.Heading((not ? "Without " : "Only ") + ReportWriter.Title(not ? flag[4..] : flag) + suffix);
            List<(string Ranking, string Figure, string Name)> columns = [(subset, RankingFigures.Hr10, "HR@10 full"), (subset, RankingFigures.Ndcg10, "NDCG@10 full")];
            if (methods.All.Any(method => method.Rankings.ContainsKey(sampled)))
                columns.AddRange([(sampled, RankingFigures.Hr10, $"HR@10 {methods.SampledName}"), (sampled, RankingFigures.Ndcg10, $"NDCG@10 {methods.SampledName}")]);
            to.Columns(["Method", "Seeds", "Tests", .. columns.Select(column => column.Name)]);
            foreach (MethodSummary method in methods.All)
                to.Row([method.Name, MethodCells.Seeds(method), Tests(method, subset), .. columns.Select(column => methods.Figure(method, column.Ranking, column.Figure))]);
        }
    }

    /// <summary>The runs whose turn has not come, in one line.</summary>
    internal static string NotRunYet(ExperimentResults results) => "Not run yet: " +
        string.Join("; ", results.Missing.Select(missing => $"{missing.System}, {(missing.Seeds.Length > 1 ? "seeds" : "seed")} {string.Join(", ", missing.Seeds)}")) + ".";

    private static void Costs(Markdown to, ExperimentResults results)
    {
        if (results.Costs.Count == 0)
            return;
        to.Heading("Training and cost");
        to.Columns(
            [
                "System", "Trainer", "Runs", "Validation NDCG@10", "Epochs of pre-training (kept)", "Epochs of tuning (kept)", "Parameters", "Tuned for the target",
                "Pre-training, s (to its best epoch)", "Tuning, s (to its best epoch)", "All phases, s", "Peak memory", "Commit",
            ],
            texts: 2);
        foreach (SystemCost cost in results.Costs)
        {
            to.Row([
                cost.System, cost.Trainer, Figures.Count(cost.Runs), MethodCells.WithError(cost.ValidationNdcg),
                Epochs(cost.PretrainingEpochs, cost.BestPretrainingEpoch), Epochs(cost.TuningEpochs, cost.BestTuningEpoch),
                cost.Parameters is { } parameters ? Figures.Count(parameters) : Figures.None,
                cost.TunedParameters is { } tuned && cost.Parameters is { } all ? Figures.CountOf(tuned, all) : Figures.None,
                Seconds(cost.PretrainingSeconds, cost.PretrainingSecondsToBest), Seconds(cost.TuningSeconds, cost.TuningSecondsToBest), Seconds(cost.TotalSeconds),
                Figures.Megabytes(cost.PeakMemoryBytes), string.Join(", ", cost.Commits),
            ]);
        }
        to.Paragraph($"Means over the runs, the largest memory of a run's process. Machine: {string.Join("; ", results.Machines)}.");
    }

    private static void Trials(Markdown to, ExperimentResults results)
    {
        foreach (IGrouping<string, Trial> search in results.Trials.GroupBy(trial => trial.System))
        {
            string[] options = [.. search.SelectMany(trial => trial.Options.Keys).Distinct()];
            to.Heading($"Search of {search.Key}");
            to.Columns(["Trial", "Round", "Epochs at most", .. options, "Validation NDCG@10", "s"], texts: 0);
            foreach (Trial trial in search)
            {
                to.Row([
                    Figures.Count(trial.Number), Figures.Count(trial.Round), trial.Epochs is { } epochs ? Figures.Count(epochs) : Figures.None,
                    .. options.Select(option => trial.Options.GetValueOrDefault(option, Figures.None)),
                    trial.ValidationNdcg is { } ndcg ? MethodCells.Bold(ndcg.ToString("0.0000", CultureInfo.InvariantCulture), trial.Chosen) : $"failed: {trial.Failed}",
                    Seconds(trial.Seconds),
                ]);
            }
            to.Paragraph("Judged on the validation set alone; the options in bold are those that the system was run with.");
        }
    }

    private static void Failures(Markdown to, ExperimentResults results)
    {
        (MethodSummary Method, FailedSeed Seed)[] failed =
            [.. results.Methods.DistinctBy(method => method.System).SelectMany(method => method.Failed.Select(seed => (method, seed)))];
        if (failed.Length == 0)
            return;
        to.Heading("Failed runs");
        to.Columns(["System", "Seed", "Reason"]);
        foreach ((MethodSummary method, FailedSeed seed) in failed)
            to.Row([method.System, seed.Seed.ToString(CultureInfo.InvariantCulture), seed.Reason]);
    }

    private static void Options(Markdown to, ExperimentResults results)
    {
        to.Heading("Remarks");
        foreach (IGrouping<string, RunResult> system in results.Runs.Where(run => run.Failed is null).GroupBy(run => run.System))
        {
            foreach (IGrouping<string, RunResult> remark in system.SelectMany(run => run.Remarks.Select(text => (text, run))).GroupBy(pair => pair.text, pair => pair.run))
                to.Line($"* {system.Key}, {(remark.Count() > 1 ? "seeds" : "seed")} {string.Join(", ", remark.Select(run => run.Seed))}: {remark.Key}.");
            RunResult first = system.First();
            if (first.Corrupt is { } corrupt)
                to.Line($"* {system.Key}: {Figures.Count(first.CorruptedEvents ?? 0)} '{corrupt.Behavior}' events of the training set, {Figures.Share(corrupt.Share)} of them, have a random item.");
        }
        to.Line("* Options of every run, those that were not given among them: results.json.");
    }

    internal static IEnumerable<string> Targets(ExperimentResults results) => results.Methods.Select(method => method.Target).Distinct();

    private static string Suffix(ExperimentResults results, string target) => Targets(results).Count() > 1 ? $", target {target}" : "";

    private static string Tests(MethodSummary method, string ranking) =>
        method.Rankings.GetValueOrDefault(ranking) is { } figures ? Figures.Count(figures.Tests) : Figures.None;

    internal static string Epochs(double? done, double? kept) =>
        done is null ? Figures.None : FormattableString.Invariant($"{done:0.#} ({kept:0.#})");

    internal static string Seconds(double? seconds, double? toBest) => Seconds(seconds) + (toBest is null ? "" : $" ({Seconds(toBest)})");

    internal static string Seconds(double? seconds) => seconds is { } value ? Figures.Seconds(TimeSpan.FromSeconds(value)) : Figures.None;

    private static (string Name, string Value) Both(Pair pair) => (pair.Name, pair.Value);
}
