namespace Microsoft.ML.Dpcpl.Samples.Output;

/// <summary>Writes a run's report as Markdown.</summary>
internal static class ReportWriter
{
    private static readonly int[] s_lengths = [5, 10, 20];

    public static void Write(RunReport report, string path)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        Write(report, writer);
    }

    public static void Write(RunReport report, TextWriter to)
    {
        to.WriteLine($"# {report.Title}");
        to.WriteLine();
        to.WriteLine("```sh");
        to.WriteLine(report.Command);
        to.WriteLine("```");
        foreach (string remark in report.Remarks)
        {
            to.WriteLine();
            to.WriteLine(remark);
        }

        Pairs(to, "Data", report.Statistics);
        Pairs(to, "Protocol", report.Protocol);
        Results(to, "Full ranking", report.Results, m => m.FullRanking);
        Results(to, "One held-out item against the sampled negatives", report.Results, m => m.Sampled);
        Results(to, "Exact expectation of the sampled ranking", report.Results, m => m.ExpectedSampled);
        SubPopulations(to, report.Results);

        Pairs(to, "Model", [
            ("Parameters", Figures.Count(report.Parameters)),
            ("Parameters tuned for the target behavior", FormattableString.Invariant(
                $"{Figures.Count(report.TunedParameters)} ({100.0 * report.TunedParameters / Math.Max(1, report.Parameters):0.00} %)")),
            ("Epochs", report.Epochs),
        ]);
        Pairs(to, "Cost", [
            .. report.Phases.Select(phase => (phase.Name + ", s", Figures.Seconds(phase.Time))),
            ("Peak memory of the process", Figures.Megabytes(report.PeakMemoryBytes)),
            ("Machine", report.Machine),
        ]);
    }

    private static void Pairs(TextWriter to, string heading, IReadOnlyList<(string Name, string Value)> pairs)
    {
        Heading(to, heading);
        Row(to, ["", ""]);
        to.WriteLine("|---|---:|");
        foreach ((string name, string value) in pairs)
            Row(to, [name, value]);
    }

    private static void Results(
        TextWriter to, string heading, IReadOnlyList<MethodResult> results, Func<SequentialRecommendationMetrics, RankingMetrics?> protocol)
    {
        MethodResult[] measured = [.. results.Where(result => protocol(result.Metrics) is not null)];
        if (measured.Length == 0)
            return;
        Heading(to, heading);
        Row(to, ["Method", "Tests", .. s_lengths.Select(k => $"HR@{k}"), .. s_lengths.Select(k => $"NDCG@{k}"), "MRR"]);
        to.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (MethodResult result in measured)
        {
            RankingMetrics metrics = protocol(result.Metrics)!;
            Row(to, [
                result.Name,
                Figures.Count(metrics.Count),
                .. s_lengths.Select(k => Figures.Hit(metrics, k)),
                .. s_lengths.Select(k => Figures.Ndcg(metrics, k)),
                Figures.WithError(metrics.MeanReciprocalRank, metrics.MeanReciprocalRankStandardError),
            ]);
        }
    }

    private static void SubPopulations(TextWriter to, IReadOnlyList<MethodResult> results)
    {
        foreach (string column in results.SelectMany(result => result.Metrics.SubsetColumns).Distinct())
        {
            foreach (bool value in (bool[])[true, false])
            {
                MethodResult[] subset =
                [
                    .. results.Where(result => result.Metrics.SubsetColumns.Contains(column))
                        .Select(result => new MethodResult(result.Name, result.Metrics.Subset(column, value))),
                ];
                // A table of no tests, or of all of them again, tells nothing.
                if (subset.All(result => result.Metrics.Count == 0 || result.Metrics.Count == results[0].Metrics.Count))
                    continue;
                Heading(to, (value ? "Only " : "Without ") + Title(column));
                Row(to, ["Method", "Tests", .. MetricsTable.Columns.Skip(1)]);
                to.WriteLine("|---|---:|---:|---:|---:|---:|");
                foreach (MethodResult result in subset)
                    Row(to, [result.Name, Figures.Count(result.Metrics.Count), .. MetricsTable.Row(result).Skip(1)]);
            }
        }
    }

    private static string Title(string column) => column switch
    {
        "ColdStart" => "cold-start users (at most two target events in the log)",
        "TargetInHistory" => "tests whose item stands in the history",
        _ => column,
    };

    private static void Heading(TextWriter to, string heading)
    {
        to.WriteLine();
        to.WriteLine($"## {heading}");
        to.WriteLine();
    }

    private static void Row(TextWriter to, IEnumerable<string> cells) =>
        to.WriteLine("| " + string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))) + " |");
}
