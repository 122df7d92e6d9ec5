using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>What the program says of a recommendation.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ExplainTests
{
    private const string User = "u000001";

    private static readonly string[] s_tiny =
        ["--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--negatives", "16", "--test-negatives", "5", "--device", "cpu", "--target", "buy"];

    [TestMethod]
    public void AnEventHasARowOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("m.zip"), why = folder.File("why.csv");
        ProgramRun.Of(["train", "--data", events, "--model", model, .. s_tiny]).AssertDone();
        string[] best = ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", User, "--top", "1").AssertDone().Output.Split('\n')[1].Trim().Split(',');

        ProgramRun.Of("explain", "--model", model, "--data", events, "--user", User, "--output", why, "--top", "1000").AssertDone();
        string[][] rows = [.. File.ReadAllLines(why).Select(line => line.Split(','))];
        CollectionAssert.AreEqual((string[])["what", "item", "behavior", "time", "score", "network"], rows[0][..6]);
        Assert.AreEqual(("recommended", best[2]), (rows[1][0], rows[1][1]));
        Assert.AreEqual(Number(best[3]), Number(rows[1][4]), 1e-4);
        BehaviorEvent[] past = [.. SmallLog.Generator.Events().Where(e => e.User == User)];
        CollectionAssert.AreEquivalent(
            past.Select(e => $"{e.Item} {e.Behavior} {e.Timestamp}").ToArray(), rows[2..].Select(row => $"{row[1]} {row[2]} {row[3]}").ToArray());
        foreach (string[] row in rows[1..])
            Assert.AreEqual(row[5..].Sum(Number), Number(row[4]), 1e-4);
        double[] effects = [.. rows[2..].Select(row => Number(row[4]))];
        CollectionAssert.AreEqual(effects.OrderDescending().ToArray(), effects);

        string other = SmallLog.Generator.ItemNames[5];
        string shown = ProgramRun.Of("explain", "--model", model, "--data", events, "--user", User, "--item", other, "--top", "2").AssertDone().Output;
        StringAssert.StartsWith(shown, $"{other}: score ");
        StringAssert.Contains(shown, $"2 of {past.Length} events");
        StringAssert.Contains(shown, "whole history");

        ProgramRun.Of("explain", "--model", model, "--data", events, "--user", "nobody").AssertRefused("--user nobody: this user has no events in --data");
        ProgramRun.Of("explain", "--model", model, "--data", events, "--user", User, "--item", "nothing").AssertRefused("'nothing'");
        ProgramRun.Of("explain", "--model", model, "--data", events, "--user", User, "--top", "0").AssertRefused("--top is 0; it must be 1 or more");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
