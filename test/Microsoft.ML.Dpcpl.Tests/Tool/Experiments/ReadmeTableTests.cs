using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class ReadmeTableTests
{
    [TestMethod]
    public void BestFloorBestOthersAndTheComparedMethodAreChosen() =>
        CollectionAssert.AreEqual((string[])["Markov", "Knn", "Ease", "Gru", "DPCPL"], Chosen(MadeResults.Of()));

    [TestMethod]
    public void BestOfBothRankingsStandsThereOnce()
    {
        RunResult[] runs = [.. MadeResults.Runs.Select(run => run.System == "Ease" ? MadeResults.Run("Ease", 1, MadeResults.Figures(0.25, 0.9)) : run)];
        CollectionAssert.AreEqual((string[])["Markov", "Knn", "Ease", "DPCPL"], Chosen(MadeResults.Of(runs: runs)));
    }

    [TestMethod]
    public void WhatFailedIsNotChosenButTheComparedMethod()
    {
        RunResult[] runs = [.. MadeResults.Runs.Select(run => run.System is "DPCPL" or "Ease" ? run with { Failed = "broken", Methods = [] } : run)];
        ExperimentResults results = MadeResults.Of(runs: runs);
        CollectionAssert.AreEqual((string[])["Markov", "Knn", "SasRec", "Gru", "DPCPL"], Chosen(results));
        string table = Table(results);
        StringAssert.Contains(table, "\n| Shop, buy | DPCPL | – | – | – | – |\n");
        StringAssert.Contains(table, "\nRuns are missing or failed: Shop.\n");
    }

    [TestMethod]
    public void RowsAreThoseOfTheSummary()
    {
        string table = Table(MadeResults.Of(), MadeResults.Of("Other shop"));
        StringAssert.StartsWith(table, "\n| data | method | HR@10 full | NDCG@10 full | HR@10 1+100 | NDCG@10 1+100 |\n|---|---|---:|---:|---:|---:|\n| Shop, buy | Markov (floor) | 0.1300 ± 0.0100 |");
        StringAssert.Contains(table, "\n| Other shop, buy | DPCPL | **0.4100 ± 0.0100** | **0.3100 ± 0.0100** | 0.5100 ± 0.0100 | 0.4100 ± 0.0100 |\n");
        Assert.HasCount(10, ResultRows.OfTable(table).ToArray());
        Assert.DoesNotContain("missing", table);
    }

    private static string[] Chosen(ExperimentResults results) => [.. ReadmeTable.Chosen(new MethodCells(results, "buy")).Select(method => method.Name)];

    private static string Table(params ExperimentResults[] experiments)
    {
        using var text = new StringWriter { NewLine = "\n" };
        ReadmeTable.Write(experiments, text);
        return text.ToString();
    }
}
