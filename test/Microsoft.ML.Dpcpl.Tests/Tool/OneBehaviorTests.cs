using System.Text;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>A file of users, items and times, and no further word, through every command.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OneBehaviorTests
{
    private static readonly string[] s_tiny =
    [
        "--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--prompt-tokens", "4", "--prompt-factors", "4", "--negatives", "16",
        "--device", "cpu",
    ];

    [TestMethod]
    public void ThreeColumnsGoThroughEveryCommand()
    {
        using var folder = new TemporaryFolder();
        string events = folder.Write("events.csv", Log("user,item,time"));
        string model = folder.File("m.zip"), report = folder.File("r.md"), again = folder.File("n.zip");
        StringAssert.Contains(ProgramRun.Of("stats", "--data", events).AssertDone().Output, "... interact");
        string trained = ProgramRun.Of(["train", "--data", events, "--model", model, "--report", report, .. s_tiny]).AssertDone().Output;
        StringAssert.EndsWith(LineOf(trained, "Target behavior"), "interact");
        StringAssert.Contains(File.ReadAllText(report), "# DPCPL on events.csv, target interact");
        string evaluated = ProgramRun.Of("evaluate", "--model", model, "--data", events).AssertDone().Output;
        Assert.AreEqual(LineOf(trained, "DPCPL"), LineOf(evaluated, "DPCPL"));
        ProgramRun.Of(["tune", "--from", model, "--data", events, "--model", again, .. s_tiny]).AssertDone();
        string recommended = ProgramRun.Of("recommend", "--model", again, "--data", events, "--user", "u1", "--top", "3").AssertDone().Output;
        Assert.HasCount(4, recommended.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        string file = folder.Write("e.json", """{ "title": "One", "data": { "events": "events.csv" }, "systems": [{ "name": "Floors", "trainer": "floors" }] }""");
        ProgramRun.Of("experiment", file, "--output", folder.File("out")).AssertDone();
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder.File("out"), "results.md")), "| Target behavior | interact |");
        file = folder.Write("f.json", """{ "title": "One", "data": { "events": "events.csv" }, "protocol": { "target": "buy" }, "systems": [{ "name": "Floors", "trainer": "floors" }] }""");
        Assert.AreEqual(1, ProgramRun.Of("experiment", file, "--output", folder.File("other")).ExitCode, "a target that is named must be known");
    }

    [TestMethod]
    public void TheTargetIsAskedForOnlyAmongSeveralWithoutBuy()
    {
        using var folder = new TemporaryFolder();
        string one = folder.Write("one.csv", Log("user,item,time")), several = folder.Write("several.csv", Log("user,item,behavior,time", "view", "cart"));
        string bought = folder.Write("bought.csv", Log("user,item,behavior,time", "view", "buy"));
        ProgramRun.Of(["train", "--data", one, "--model", folder.File("m.zip"), "--target", "buy", .. s_tiny]).AssertRefused("--target is 'buy'; the data have 'interact'. Set --target to one of them.");
        ProgramRun.Of(["train", "--data", several, "--model", folder.File("m.zip"), .. s_tiny])
            .AssertRefused("--target is not set, which means 'buy'; the data have 'view', 'cart'");
        string output = ProgramRun.Of(["train", "--data", bought, "--model", folder.File("m.zip"), .. s_tiny]).AssertDone().Output;
        StringAssert.EndsWith(LineOf(output, "Target behavior"), "buy");
        ProgramRun.Of("evaluate", "--data", one, "--model", folder.File("m.zip")).AssertRefused("only with a single behavior may it be missing, and there are view, buy");
    }

    [TestMethod]
    public void AColumnThatMayBeTheBehaviorIsNamedOrLeftOut()
    {
        using var folder = new TemporaryFolder();
        string events = folder.Write("events.csv", Log("user,item,user_action,time", "view", "buy"));
        ProgramRun.Of("stats", "--data", events).AssertRefused("column 'user_action' may be the behavior; name it with --columns");
        StringAssert.Contains(ProgramRun.Of("stats", "--data", events, "--columns", "user,item,user_action,time").AssertDone().Output, "... view");
        StringAssert.Contains(ProgramRun.Of("stats", "--data", events, "--columns", "user,item,,time").AssertDone().Output, "... interact");
        ProgramRun.Of("stats", "--data", events, "--columns", "user,item,time").AssertRefused("four names");
        string file = folder.Write("e.json", """{ "title": "One", "data": { "events": "events.csv", "columns": ["user", "item", "", "time"] }, "systems": [{ "name": "Floors", "trainer": "floors" }] }""");
        ProgramRun.Of("experiment", file, "--output", folder.File("out")).AssertDone();
    }

    /// <summary>Users walk along a ring of 30 items.</summary>
    private static string Log(string header, params string[] behaviors)
    {
        var text = new StringBuilder(header + "\n");
        for (int step = 0; step < 10; step++)
        {
            for (int user = 0; user < 40; user++)
                text.Append($"u{user},i{(user + step) % 30},{(behaviors.Length == 0 ? "" : behaviors[step % behaviors.Length] + ",")}{1_700_000_000 + (86_400 * step)}\n");
        }
        return text.ToString();
    }

    private static string LineOf(string output, string name) =>
        output.Split('\n').First(line => line.TrimStart().StartsWith(name, StringComparison.Ordinal)).Trim();
}
