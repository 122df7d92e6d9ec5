namespace Microsoft.ML.Dpcpl.Tests.Samples;

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
        ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", "nobody").AssertRefused("nobody");

        string cart = folder.File("cart.zip");
        string tuned = ProgramRun.Of(["tune", "--from", model, "--data", events, "--users", users, "--target", "cart", "--model", cart, .. s_tiny]).AssertDone().Output;
        Assert.DoesNotContain("pre-training epoch", tuned);
        StringAssert.Contains(tuned, "tuning epoch");
        ProgramRun.Of("evaluate", "--model", cart, "--data", events).AssertDone();
    }

    private static string LineOf(string output, string method) =>
        output.Split('\n').First(line => line.TrimStart().StartsWith(method, StringComparison.Ordinal)).Trim();
}
