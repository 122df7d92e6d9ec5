using Microsoft.Data.Analysis;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class SummaryCommandTests
{
    private static readonly string[] s_texts = ["title", "target", "method", "system", "trainer", "ranking", "commit"];
    private static readonly string s_readme = $"# A\n\n{MarkedPart.Begin}\n{MarkedPart.End}\n\nThe rest.\n";

    [TestMethod]
    public void PageAndTableAreWrittenAndAgree()
    {
        using var folder = new TemporaryFolder();
        Json.Write(folder.File("a/results.json"), MadeResults.Of());
        Json.Write(folder.File("b/results.json"), MadeResults.Of("Other shop", runs: [MadeResults.Runs[0]]));
        string readme = folder.Write("README.md", s_readme), page = folder.File("new/summary.md");
        ProgramRun run = ProgramRun.Of("summary", folder.File("a"), folder.File("b/results.json"), "--output", page, "--readme", readme).AssertDone();
        StringAssert.Contains(run.Output, "Runs are missing or failed: Other shop");
        string written = File.ReadAllText(readme), summary = File.ReadAllText(page);
        StringAssert.StartsWith(written, $"# A\n\n{MarkedPart.Begin}\n\n| data |");
        StringAssert.EndsWith(written, $"\n{MarkedPart.End}\n\nThe rest.\n");
        Assert.HasCount(6, ResultRows.OfReadme(written).ToArray());
        Assert.IsEmpty(ResultRows.NotOn(summary, written).ToArray());
        Assert.HasCount(1, ResultRows.NotOn(summary.Replace("| DPCPL | 2 | **0.4100", "| DPCPL | 2 | **0.4101", StringComparison.Ordinal), written).ToArray());
        Assert.HasCount(5, ResultRows.NotOn(summary.Replace("## Shop", "## Shed", StringComparison.Ordinal), written).ToArray());
    }

    [TestMethod]
    public void TableAloneIsWritten()
    {
        using var folder = new TemporaryFolder();
        Json.Write(folder.File("a/results.json"), MadeResults.Of());
        string readme = folder.Write("README.md", s_readme);
        ProgramRun.Of("summary", folder.File("a"), "--readme", readme).AssertDone();
        Assert.HasCount(5, ResultRows.OfReadme(File.ReadAllText(readme)).ToArray());
    }

    [TestMethod]
    public void AllFiguresAreWrittenAsText()
    {
        using var folder = new TemporaryFolder();
        RunResult failed = MadeResults.Run("Ease", 2) with { Failed = "no memory" };
        Json.Write(folder.File("a/results.json"), MadeResults.Of("Shop, small", runs: [.. MadeResults.Runs, failed]));
        Json.Write(folder.File("b/results.json"), MadeResults.Of("Other shop", runs: [MadeResults.Run("Ease", 1, MadeResults.Figures(0.25, null))]));
        string csv = folder.File("new/figures.csv");
        StringAssert.Contains(ProgramRun.Of("summary", folder.File("a"), folder.File("b"), "--csv", csv).AssertDone().Output, "Written: " + csv);
        DataFrame frame = DataFrame.LoadCsv(csv, dataTypes: [.. File.ReadLines(csv).First().Split(',').Select(name => s_texts.Contains(name) ? typeof(string) : typeof(double))]);
        // Two rankings of eight methods; the other experiment has one of one.
        Assert.AreEqual(17, frame.Rows.Count);
        DataFrameRow second = frame.Rows.Single(row => Equals(row["method"], "DPCPL") && Equals(row["seed"], 2.0) && Equals(row["ranking"], "sampled"));
        (string Column, object Value)[] expected =
        [
            ("title", "Shop, small"), ("target", "buy"), ("system", "DPCPL"), ("trainer", "t"), ("tests", 900.0), ("negatives", 100.0), ("HR@10", 0.42 + 0.1), ("HR@10 standard error", 0.01),
            ("MRR", 0.42), ("seconds", 65.0), ("pre-training seconds", 60.0), ("commit", "abc1234"),
        ];
        foreach ((string column, object value) in expected)
            Assert.AreEqual(value, second[column], column);
        Assert.IsNull(second["tuning seconds"]);
        CollectionAssert.AreEqual((string[])["Popularity", "Markov"], frame.Rows.Where(row => Equals(row["system"], "Floors")).Select(row => (string)row["method"]).Distinct().ToArray());
        Assert.AreEqual("full", frame.Rows.Single(row => Equals(row["title"], "Other shop"))["ranking"]);
    }

    [TestMethod]
    public void WhatCannotBeReadOrWrittenIsSaidBeforeAnythingIsWritten()
    {
        using var folder = new TemporaryFolder();
        Json.Write(folder.File("a/results.json"), MadeResults.Of());
        Directory.CreateDirectory(folder.File("empty"));
        string page = folder.File("summary.md"), plain = folder.Write("plain.md", "no marks\n"), run = folder.Write("run.json", """{ "title": "T", "methods": null }""");
        Refused("there is no folder or file", folder.File("nowhere"), "--output", page);
        Refused("has no results.json: it is no output folder", folder.File("empty"), "--output", page);
        Refused("holds no results of the experiment command", run, "--output", page);
        Refused("holds no results of the experiment command", plain, "--output", page);
        Refused("has no line <!-- results:begin -->; the table is written between", folder.File("a"), "--output", page, "--readme", plain);
        Refused("there is no file", folder.File("a"), "--output", page, "--readme", folder.File("README.md"));
        Refused("two of the results are called 'Shop'", folder.File("a"), folder.File("a/results.json"), "--output", page);
        Refused("nothing to write", folder.File("a"));
        Refused("it is the file of a results file, too", folder.File("a"), "--output", folder.File("a/results.json"));
        Refused("Required argument 'folder' missing", "--output", page);
        Assert.IsFalse(File.Exists(page));

        static void Refused(string part, params string[] words) => ProgramRun.Of(["summary", .. words]).AssertRefused(part);
    }
}
