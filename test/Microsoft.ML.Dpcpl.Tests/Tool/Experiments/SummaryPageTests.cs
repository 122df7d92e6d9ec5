using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class SummaryPageTests
{
    [TestMethod]
    public void SectionHasDataCommandFiguresAndCost()
    {
        string page = Page(MadeResults.Of(), MadeResults.Of("Other shop"));
        StringAssert.Contains(page, "\n## Shop\n\n1,000 users, 500 items, 9,000 events.\n\n```sh\ndpcpl experiment e.json --output out\n```\n");
        StringAssert.Contains(page, "\nTarget buy: 900 tests, earlier events on the held-out item removed (TargetPairRemoved).\n");
        StringAssert.Contains(page, """

            | Method | Seeds | HR@10 full | NDCG@10 full | HR@10 1+100 | NDCG@10 1+100 |
            |---|---:|---:|---:|---:|---:|
            | DPCPL | 2 | **0.4100 ± 0.0100** | **0.3100 ± 0.0100** | 0.5100 ± 0.0100 | 0.4100 ± 0.0100 |
            | Knn | 1 | 0.3000 ± 0.0100 | 0.2000 ± 0.0100 | 0.2000 ± 0.0100 | 0.1000 ± 0.0100 |
            | Ease | 1 | 0.3500 ± 0.0100 | 0.2500 ± 0.0100 | 0.3000 ± 0.0100 | 0.2000 ± 0.0100 |
            | SasRec | 1 | 0.2000 ± 0.0100 | 0.1000 ± 0.0100 | 0.4000 ± 0.0100 | 0.3000 ± 0.0100 |
            | Gru | 1 | 0.1500 ± 0.0100 | 0.0500 ± 0.0100 | **0.6000 ± 0.0100** | **0.5000 ± 0.0100** |
            | Popularity (floor) | 1 | 0.1100 ± 0.0100 | 0.0100 ± 0.0100 | 0.1200 ± 0.0100 | 0.0200 ± 0.0100 |
            | Markov (floor) | 1 | 0.1300 ± 0.0100 | 0.0300 ± 0.0100 | 0.1100 ± 0.0100 | 0.0100 ± 0.0100 |
            | DPCPL against the best other |  | +17.1 % | +24.0 % | -15.0 % | -18.0 % |

            """.ReplaceLineEndings("\n"));
        StringAssert.Contains(page, "\n| DPCPL | 60.0 (21.5) | – | 65.0 | 10.5 (7) | – | abc1234 |\n");
        StringAssert.Contains(page, "\n| Knn | – | – | 0.0 | – | – | abc1234 |\n");
        Assert.IsGreaterThan(page.IndexOf("## Shop", StringComparison.Ordinal), page.IndexOf("## Other shop", StringComparison.Ordinal));
        Assert.DoesNotContain("missing or failed", page);
    }

    [TestMethod]
    public void WhatIsMissingOrFailedIsSaid()
    {
        RunResult failed = MadeResults.Run("Knn", 1) with { Failed = "no memory" };
        string page = Page(MadeResults.Of(runs: [MadeResults.Runs[0], failed]));
        StringAssert.Contains(page, "\n**Runs are missing or failed: the tables show what is done.**\n");
        StringAssert.Contains(page, "\nNot run yet: DPCPL, seed 2; Ease, seed 1; SasRec, seed 1; Gru, seed 1; Floors, seed 1.\n");
        StringAssert.Contains(page, "\nFailed: Knn, seed 1: no memory\n");
        StringAssert.Contains(page, "\n| Knn | failed: no memory | – | – | – | – |\n");
        Assert.DoesNotContain("against the best other", page);
    }

    [TestMethod]
    public void ExperimentOfWhichNothingIsDoneHasASection()
    {
        RunResult failed = MadeResults.Run("Knn", 1) with { Failed = "no memory", Target = "" };
        string page = Page(MadeResults.Of(runs: [failed]));
        StringAssert.Contains(page, "\n## Shop\n\nNo run is done yet.\n");
        StringAssert.Contains(page, "\nTarget unknown: no run is done.\n");
    }

    [TestMethod]
    public void RankingThatWasLeftOutIsADash()
    {
        string page = Page(MadeResults.Of(systems: """{ "name": "Knn", "trainer": "item-knn" }""", runs: [MadeResults.Run("Knn", 1, MadeResults.Figures(0.2, null))]));
        StringAssert.Contains(page, "| Method | Seeds | HR@10 full | NDCG@10 full | HR@10 sampled | NDCG@10 sampled |");
        StringAssert.Contains(page, "\n| Knn | 1 | 0.3000 ± 0.0100 | 0.2000 ± 0.0100 | – | – |\n");
    }

    [TestMethod]
    public void EveryTargetHasATable()
    {
        RunResult[] runs = [MadeResults.Run("A", 1, MadeResults.Figures(0.2, 0.3)), MadeResults.Run("B", 1, MadeResults.Figures(0.1, 0.3)) with { Target = "cart" }];
        string page = Page(MadeResults.Of(systems: """{ "name": "A", "trainer": "ease" }, { "name": "B", "trainer": "ease", "target": "cart" }""", runs: runs));
        StringAssert.Contains(page, "\nTarget buy: 900 tests");
        StringAssert.Contains(page, "\nTarget cart: 900 tests");
    }

    [TestMethod]
    [DataRow("dpcpl experiment e.json --output /tmp/a/out/", "dpcpl experiment e.json --output out")]
    [DataRow("dpcpl experiment e.json --data-folder \"/my data\" --output \"/my out/b c\" --sample-users 5", "dpcpl experiment e.json --data-folder FOLDER --output \"b c\" --sample-users 5")]
    public void CommandNamesNoPlaceOfThisMachine(string command, string expected) => Assert.AreEqual(expected, SummaryPage.WithoutPlaces(command));

    [TestMethod]
    public void GuidesAreLinkedWhereTheyAre()
    {
        using var folder = new TemporaryFolder();
        folder.Write("evaluation.md", "");
        string page = Page([MadeResults.Of()], Directory.CreateDirectory(folder.File("results")).FullName);
        StringAssert.Contains(page, "([what the figures mean](../evaluation.md))");
        Assert.DoesNotContain("](data.md)", page);
        StringAssert.Contains(page, "the folder of the data.");
    }

    private static string Page(params ExperimentResults[] experiments) => Page(experiments, Path.GetTempPath());

    private static string Page(ExperimentResults[] experiments, string folder)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new SummaryPage(experiments, folder).Write(text);
        return text.ToString();
    }
}
