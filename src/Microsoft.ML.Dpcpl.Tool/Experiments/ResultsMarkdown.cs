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
        to.Paragraph($"Seeds {string.Join(", ", results.Seeds)}. Mean ± standard error over the seeds; where \"Seeds\" is 1, over the tests. Best in bold.");
        to.Pairs("Data", results.Data.Select(Both));
        foreach ((string target, IReadOnlyList<Pair> protocol) in results.Protocols)
            to.Pairs("Protocol" + Suffix(results, target), protocol.Select(Both));
        foreach (string target in Targets(results))
        {
            MethodSummary[] methods = [.. results.Methods.Where(method => method.Target == target)];
            MethodSummary? compared = results.Compared.Select(system => methods.FirstOrDefault(method => method.System == system)).FirstOrDefault(method => method is not null);
            foreach (string ranking in s_rankings)
                Ranking(to, Title(ranking, methods) + Suffix(results, target), ranking, methods, compared);
            SubPopulations(to, Suffix(results, target), methods);
        }
        Costs(to, results);
        Trials(to, results);
        Failures(to, results);
        Options(to, results);
        foreach ((string title, string file) in plots)
            to.Paragraph($"![{title}]({file})");
    }

    /// <summary>By how much the first of the methods is ahead of the best other one, per figure; null where there is none to compare.</summary>
    internal static double? Gain(IReadOnlyList<MethodSummary> methods, string ranking, string figure)
    {
        double?[] means = [.. methods.Select(method => Of(method, ranking, figure)?.Mean)];
        double? best = means.Skip(1).Max();
        return means.Length > 0 && means[0] is { } first && best is > 0 ? (first / best) - 1 : null;
    }

    /// <summary>What a ranking is called, after the negatives that were drawn.</summary>
    private static string Title(string ranking, IReadOnlyList<MethodSummary> methods)
    {
        string drawn = Negatives(methods) is { } negatives ? $"{Figures.Count(negatives)} sampled" : "sampled";
        return ranking switch
        {
            RankingFigures.Sampled => $"One held-out item against {drawn} negatives",
            RankingFigures.ExpectedSampled => $"Exact expectation of a ranking against {drawn} negatives",
            _ => "Full ranking",
        };
    }

    private static int? Negatives(IReadOnlyList<MethodSummary> methods) =>
        methods.Select(method => method.Rankings.GetValueOrDefault(RankingFigures.Sampled)?.Negatives).FirstOrDefault(negatives => negatives is not null);

    private static void Ranking(Markdown to, string title, string ranking, MethodSummary[] methods, MethodSummary? compared)
    {
        if (!methods.Any(method => method.Rankings.ContainsKey(ranking)))
            return;
        to.Heading(title);
        to.Columns(["Method", "Seeds", "Tests", .. RankingFigures.Names]);
        foreach (MethodSummary method in methods)
            to.Row([method.Name, Seeds(method), Tests(method, ranking), .. RankingFigures.Names.Select(figure => Cell(methods, method, ranking, figure))]);
        MethodSummary[] order = compared is null ? [] : [compared, .. methods.Where(method => method != compared)];
        if (Gain(order, ranking, RankingFigures.Ndcg10) is not null)
        {
            to.Row([
                $"{order[0].Name} against the best other", "", "",
                .. RankingFigures.Names.Select(figure => Gain(order, ranking, figure) is { } gain ? Figures.Change(gain) : Figures.None),
            ]);
        }
    }

    private static void SubPopulations(Markdown to, string suffix, MethodSummary[] methods)
    {
        foreach (string subset in methods.SelectMany(method => method.Rankings.Keys).Where(name => name.StartsWith(RankingFigures.Full + ", ", StringComparison.Ordinal)).Distinct())
        {
            string sampled = RankingFigures.Sampled + subset[RankingFigures.Full.Length..];
            // A table of no tests, or of all of them again, tells nothing.
            if (methods.All(m => m.Rankings.GetValueOrDefault(subset)?.Tests is null or 0 || m.Rankings[subset].Tests == m.Rankings[RankingFigures.Full].Tests))
                continue;
            string flag = subset[(RankingFigures.Full.Length + 2)..];
            bool not = flag.StartsWith("not ", StringComparison.Ordinal);
            to.Heading((not ? "Without " : "Only ") + ReportWriter.Title(not ? flag[4..] : flag) + suffix);
            string name = Negatives(methods) is { } negatives ? RankingName.Sampled(negatives) : "sampled";
            List<(string Ranking, string Figure, string Name)> columns = [(subset, "HR@10", "HR@10 full"), (subset, RankingFigures.Ndcg10, "NDCG@10 full")];
            if (methods.Any(method => method.Rankings.ContainsKey(sampled)))
                columns.AddRange([(sampled, "HR@10", $"HR@10 {name}"), (sampled, RankingFigures.Ndcg10, $"NDCG@10 {name}")]);
            to.Columns(["Method", "Seeds", "Tests", .. columns.Select(column => column.Name)]);
            foreach (MethodSummary method in methods)
                to.Row([method.Name, Seeds(method), Tests(method, subset), .. columns.Select(column => Cell(methods, method, column.Ranking, column.Figure))]);
        }
    }

    private static void Costs(Markdown to, ExperimentResults results)
    {
        if (results.Costs.Count == 0)
            return;
        to.Heading("Training and cost");
        to.Columns(
            [
                "System", "Trainer", "Runs", "Validation NDCG@10", "Epochs of pre-training (kept)", "Epochs of tuning (kept)", "Parameters", "Tuned for the target",
                "Pre-training, s", "Tuning, s", "All phases, s", "Peak memory", "Commit",
            ],
            texts: 2);
        foreach (SystemCost cost in results.Costs)
        {
            to.Row([
                cost.System, cost.Trainer, Figures.Count(cost.Runs), WithError(cost.ValidationNdcg),
                Epochs(cost.PretrainingEpochs, cost.BestPretrainingEpoch), Epochs(cost.TuningEpochs, cost.BestTuningEpoch),
                cost.Parameters is { } parameters ? Figures.Count(parameters) : Figures.None,
                cost.TunedParameters is { } tuned && cost.Parameters is { } all ? Figures.CountOf(tuned, all) : Figures.None,
                Seconds(cost.PretrainingSeconds), Seconds(cost.TuningSeconds), Seconds(cost.TotalSeconds),
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
                    trial.ValidationNdcg is { } ndcg ? Bold(ndcg.ToString("0.0000", CultureInfo.InvariantCulture), trial.Chosen) : $"failed: {trial.Failed}",
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

    private static IEnumerable<string> Targets(ExperimentResults results) => results.Methods.Select(method => method.Target).Distinct();

    private static string Suffix(ExperimentResults results, string target) => Targets(results).Count() > 1 ? $", target {target}" : "";

    private static string Cell(MethodSummary[] methods, MethodSummary method, string ranking, string figure)
    {
        Figure? own = Of(method, ranking, figure);
        return Bold(WithError(own), methods.Length > 1 && own is not null && own.Mean >= methods.Max(other => Of(other, ranking, figure)?.Mean));
    }

    private static Figure? Of(MethodSummary method, string ranking, string figure) =>
        method.Rankings.GetValueOrDefault(ranking)?.Figures.GetValueOrDefault(figure);

    private static string WithError(Figure? figure) => figure is null ? Figures.None : Figures.WithError(figure.Mean, figure.Error);

    private static string Bold(string text, bool bold) => bold ? $"**{text}**" : text;

    private static string Seeds(MethodSummary method) => method.Failed.Count == 0
        ? Figures.Count(method.Seeds.Length)
        : method.Seeds.Length == 0 ? $"failed: {method.Failed[0].Reason}" : $"{method.Seeds.Length}, failed {method.Failed.Count}";

    private static string Tests(MethodSummary method, string ranking) =>
        method.Rankings.GetValueOrDefault(ranking) is { } figures ? Figures.Count(figures.Tests) : Figures.None;

    private static string Epochs(double? done, double? kept) =>
        done is null ? Figures.None : FormattableString.Invariant($"{done:0.#} ({kept:0.#})");

    private static string Seconds(double? seconds) => seconds is { } value ? Figures.Seconds(TimeSpan.FromSeconds(value)) : Figures.None;

    private static (string Name, string Value) Both(Pair pair) => (pair.Name, pair.Value);
}
