using System.Globalization;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Output;

[TestClass]
public sealed class ReportWriterTests
{
    [TestMethod]
    public void ReportHoldsEverything()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ReportWriter.Write(Report(), writer);
        string text = writer.ToString();
        StringAssert.StartsWith(text, "# A run\n\n```sh\ndpcpl train --data x\n```\n\nStopped early.\n");
        foreach (string part in (string[])
            [
                "| Users | 12 |", "| Target behavior | buy |",
                // Ranks 1, 1, 100: two of three among ten, standard error sqrt(2/9/3).
                "| floor | 3 | 0.6667 ± 0.2722 |", "| DPCPL | 3 |",
                "## Only cold-start users", "## Without cold-start users",
                "| Parameters | 1,000 |", "| Parameters tuned for the target behavior | 20 (2.00 %) |",
                "| Pre-training, s | 61.5 |", "| Peak memory of the process | 3.0 MiB |", "| Machine | 2 cores |",
            ])
        {
            StringAssert.Contains(text, part);
        }
        Assert.DoesNotContain("stands in the history", text);
    }

    [TestMethod]
    public void EveryTableHasAsManyCellsInEveryRow()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ReportWriter.Write(Report(), writer);
        string[] lines = writer.ToString().Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('|') && lines[i - 1].StartsWith('|'))
                Assert.AreEqual(lines[i - 1].Count(c => c == '|'), lines[i].Count(c => c == '|'), lines[i]);
        }
    }

    private static RunReport Report() => new()
    {
        Title = "A run",
        Command = "dpcpl train --data x",
        Statistics = [("Users", "12")],
        Protocol = [("Target behavior", "buy")],
        Results = [new MethodResult("floor", Metrics()), new MethodResult("DPCPL", Metrics())],
        Parameters = 1000,
        TunedParameters = 20,
        Epochs = "pre-training 3 (kept: 2)",
        Phases = [("Pre-training", TimeSpan.FromSeconds(61.5))],
        PeakMemoryBytes = 3 << 20,
        Machine = "2 cores",
        Remarks = ["Stopped early."],
    };

    private static SequentialRecommendationMetrics Metrics()
    {
        var full = new RankingMetrics([new Rank(0, 0, 200), new Rank(0, 0, 200), new Rank(99, 0, 200)]);
        var none = new Dictionary<(string, bool), SequentialRecommendationMetrics>();
        var some = new SequentialRecommendationMetrics(new RankingMetrics([new Rank(0, 0, 200)]), null, null, none);
        var others = new SequentialRecommendationMetrics(new RankingMetrics([new Rank(0, 0, 200), new Rank(99, 0, 200)]), null, null, none);
        var all = new SequentialRecommendationMetrics(full, null, null, none);
        var nobody = new SequentialRecommendationMetrics(new RankingMetrics([]), null, null, none);
        return new SequentialRecommendationMetrics(full, full, null, new()
        {
            [("ColdStart", true)] = some,
            [("ColdStart", false)] = others,
            [("TargetInHistory", true)] = nobody,
            [("TargetInHistory", false)] = all,
        });
    }
}
