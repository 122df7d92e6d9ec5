
namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>train, evaluate, recommend and tune one after the other on a small log, as a user would.</summary>
[TestClass]
[DoNotParallelize]
public sealed class WorkflowTests
{
    private static readonly string[] s_tiny =
    [
        "--epochs", "2", "--hidden-size", "16", "--max-sequence-length", "32", "--layers", "1", "--prompt-tokens", "4", "--prompt-factors", "4",
        "--negatives", "64", "--device", "cpu",
    ];

    [TestMethod]
    public void FilesGoThroughEveryCommand()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), users = SmallLog.WriteUsers(folder);
        string model = folder.File("buy.zip"), report = folder.File("report.md"), log = folder.File("run.log");

        string output = ProgramRun.Of(
            ["train", "--data", events, "--users", users, "--target", "buy", "--model", model, "--report", report, "--log", log, .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(output, "pre-training epoch 2/2");
        StringAssert.Contains(output, "tuning epoch 2/2");
        foreach (string method in (string[])["DPCPL", "Popularity", "Markov"])
            Assert.Contains(method, output, StringComparison.OrdinalIgnoreCase);
        Assert.AreEqual(output, File.ReadAllText(log));
        string markdown = File.ReadAllText(report);
        foreach (string part in (string[])["```sh", "--target buy", "Full ranking", "DPCPL", "tuned", "Pre-training, s", "Peak memory", "MiB", ".NET 10"])
            StringAssert.Contains(markdown, part);
        Assert.DoesNotContain("dpcpl.dll", markdown);

        string evaluated = ProgramRun.Of("evaluate", "--model", model, "--data", events).AssertDone().Output;
        Assert.AreEqual(LineOf(output, "DPCPL"), LineOf(evaluated, "DPCPL"), "a saved model measures what it measured after training");

        string[] rows = ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", "u000001", "--user", "u000002").AssertDone()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.AreEqual("user,rank,item,score", rows[0]);
        Assert.HasCount(21, rows);
        Assert.IsTrue(rows.Skip(1).All(row => SmallLog.Generator.ItemNames.Contains(row.Split(',')[2])));
        string top3 = folder.File("top3.csv");
        ProgramRun.Of("recommend", "--model", model, "--data", events, "--top", "3", "--output", top3).AssertDone();
        string[] best = File.ReadAllLines(top3);
        Assert.HasCount(1 + 3 * SmallLog.Generator.UserCount, best);
        CollectionAssert.AreEqual(rows[1..4].Select(r => r.Split(',')[2]).ToArray(), best[1..4].Select(r => r.Split(',')[2]).ToArray());
        ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", "nobody").AssertRefused("nobody");

        string cart = folder.File("cart.zip");
        string tuned = ProgramRun.Of(["tune", "--from", model, "--data", events, "--target", "cart", "--model", cart, .. s_tiny]).AssertDone().Output;
        Assert.DoesNotContain("pre-training epoch", tuned);
        StringAssert.Contains(tuned, "tuning epoch");
        StringAssert.Contains(string.Join(' ', tuned.Split((char[])['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries)), "One of --pretraining-scope pretraining-segment has not seen them.");
        ProgramRun.Of("evaluate", "--model", cart, "--data", events).AssertDone();
    }

    [TestMethod]
    public void SavedModelIsMeasuredAndTunedUnderItsOwnProtocol()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("buy.zip"), cart = folder.File("cart.zip");
        string trained = ProgramRun.Of(
            ["train", "--data", events, "--target", "buy", "--model", model, "--repeat", "as-is", "--time-split", "per-user", "--pretraining-share", "0.7", .. s_tiny])
            .AssertDone().Output;
        StringAssert.Contains(trained, "70.0 % of each user's events");
        StringAssert.Contains(trained, "kept (AsIs)");

        string evaluated = ProgramRun.Of("evaluate", "--model", model, "--data", events).AssertDone().Output;
        Assert.AreEqual(Section(trained, "Task"), Section(evaluated, "Task"));
        string[] methods = ["Popularity", "LastTouched", "Markov", "ItemCosine", "DPCPL"];
        string result = Section(evaluated, "Result");
        foreach (string method in methods)
            Assert.AreEqual(LineOf(Section(trained, "Result"), method), LineOf(result, method));

        string other = ProgramRun.Of(
            "evaluate", "--model", model, "--data", events, "--repeat", "target-pair-removed", "--time-split", "global", "--pretraining-share", "0.5").AssertDone().Output;
        StringAssert.Contains(Section(other, "Task"), "removed (TargetPairRemoved)");
        StringAssert.Contains(Section(other, "Task"), "50.0 % of the log");

        string tuned = ProgramRun.Of(["tune", "--from", model, "--data", events, "--target", "cart", "--model", cart, "--preset", "paper", .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(Section(tuned, "Task"), "70.0 % of each user's events");
        StringAssert.Contains(Section(tuned, "Task"), "kept (AsIs)");
        Assert.AreEqual(Section(tuned, "Task"), Section(ProgramRun.Of("evaluate", "--model", cart, "--data", events).AssertDone().Output, "Task"));
    }

    [TestMethod]
    public void StatsCountsTheLog()
    {
        using var folder = new TemporaryFolder();
        string output = ProgramRun.Of("stats", "--data", SmallLog.Write(folder)).AssertDone().Output;
        BehaviorEvent[] events = [.. SmallLog.Generator.Events()];
        foreach ((string name, int count) in (IEnumerable<(string, int)>)
            [
                ("Users", SmallLog.Generator.UserCount), ("Events", events.Length), ("Items", events.Select(e => e.Item).Distinct().Count()),
                ("... buy", events.Count(e => e.Behavior == "buy")),
            ])
        {
            StringAssert.EndsWith(LineOf(output, name), " " + count.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    public void ColumnsMayHaveAnyName()
    {
        using var folder = new TemporaryFolder();
        string events = folder.Write("odd.tsv", "when\twho\twhat\thow\n5\tu1\ti1\tbuy\n6\tu1\ti2\tclick\n");
        string output = ProgramRun.Of("stats", "--data", events, "--columns", "who,what,how,when").AssertDone().Output;
        StringAssert.EndsWith(LineOf(output, "Events"), " 2");
        ProgramRun.Of("stats", "--data", events, "--columns", "who,what").AssertRefused("four names");
    }

    [TestMethod]
    public void StopBeforeThereIsAModelEndsInOneLine()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        stop.Cancel();
        int code = Microsoft.ML.Dpcpl.Tool.CommandLine.Run(
            ["train", "--data", SmallLog.Write(folder), "--target", "buy", "--model", folder.File("m.zip"), .. s_tiny], TextWriter.Null, error, stop.Token);
        Assert.AreEqual(130, code);
        StringAssert.Contains(error.ToString(), "stopped");
        Assert.IsFalse(File.Exists(folder.File("m.zip")));
    }

    /// <summary>What stands below a heading, up to the next one.</summary>
    private static string Section(string output, string heading)
    {
        string[] headings = ["Data", "Task", "Floors", "Training", "Tuning the saved backbone", "Result"];
        IEnumerable<string> below = output.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line != heading).Skip(1);
        return string.Join('\n', below.TakeWhile(line => !headings.Contains(line)));
    }

    private static string LineOf(string output, string method) =>
        output.Split('\n').First(line => line.TrimStart().StartsWith(method, StringComparison.Ordinal)).Trim();
}
