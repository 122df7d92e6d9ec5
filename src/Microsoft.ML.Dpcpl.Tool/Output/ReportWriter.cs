using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Writes a run's report as Markdown.</summary>
internal static class ReportWriter
{
    private static readonly int[] s_lengths = [5, 10, 20];

    public static void Write(RunReport report, string path) => AtomicFile.WriteText(path, writer => Write(report, writer));

    public static void Write(RunReport report, TextWriter writer)
    {
        var to = new Markdown(writer);
        to.Title(report.Title);
        to.Command(report.Command);
        foreach (string remark in report.Remarks)
            to.Paragraph(remark);
        to.Pairs("Data", report.Statistics);
        to.Pairs("Protocol", report.Protocol);
        Results(to, "Full ranking", report.Results, m => m.FullRanking);
        if (MetricsTable.Sampled(report.Results) is { } sampled)
        {
            Results(to, $"One held-out item against the sampled negatives ({sampled})", report.Results, m => m.Sampled);
            Results(to, $"Exact expectation of the sampled ranking ({sampled})", report.Results, m => m.ExpectedSampled);
        }
        SubPopulations(to, report.Results);

        to.Pairs("Model", [
            ("Parameters", Figures.Count(report.Parameters)),
            ("Parameters tuned for the target behavior", Figures.CountOf(report.TunedParameters, report.Parameters)),
            ("Epochs", report.Epochs),
        ]);
        to.Pairs("Cost", [
            .. report.Phases.Select(phase => (phase.Name + ", s", Figures.Seconds(phase.Time))),
            ("Peak memory of the process", Figures.Megabytes(report.PeakMemoryBytes)),
            ("Machine", report.Machine),
        ]);
    }

    /// <summary>What a sub-population is called.</summary>
    public static string Title(string column) => column switch
    {
        "ColdStart" => "cold-start users (at most two target events in the log)",
        "TargetInHistory" => "tests whose item stands in the history",
        _ => column,
    };

    private static void Results(
        Markdown to, string heading, IReadOnlyList<MethodResult> results, Func<SequentialRecommendationMetrics, RankingMetrics?> protocol)
    {
        MethodResult[] measured = [.. results.Where(result => protocol(result.Metrics) is not null)];
        if (measured.Length == 0)
            return;
        to.Heading(heading);
        to.Columns(["Method", "Tests", .. s_lengths.Select(k => $"HR@{k}"), .. s_lengths.Select(k => $"NDCG@{k}"), "MRR"]);
        foreach (MethodResult result in measured)
        {
            RankingMetrics metrics = protocol(result.Metrics)!;
            to.Row([
                result.Name,
                Figures.Count(metrics.Count),
                .. s_lengths.Select(k => Figures.Hit(metrics, k)),
                .. s_lengths.Select(k => Figures.Ndcg(metrics, k)),
                Figures.WithError(metrics.MeanReciprocalRank, metrics.MeanReciprocalRankStandardError),
            ]);
        }
    }

    private static void SubPopulations(Markdown to, IReadOnlyList<MethodResult> results)
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
                to.Heading((value ? "Only " : "Without ") + Title(column));
                string[] columns = MetricsTable.Columns(results);
                to.Columns(["Method", "Tests", .. columns.Skip(1)]);
                foreach (MethodResult result in subset)
                    to.Row([result.Name, Figures.Count(result.Metrics.Count), .. MetricsTable.Row(result, columns).Skip(1)]);
            }
        }
    }
}
