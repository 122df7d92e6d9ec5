using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>What train, evaluate and tune say of tests that are unlike the others.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EvaluationTests
{
    private static readonly string[] s_tiny =
    [
        "--pretraining-epochs", "1", "--tuning-epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--prompt-tokens", "2",
        "--prompt-factors", "2", "--negatives", "16", "--device", "cpu", "--threads", "1",
    ];

    [TestMethod]
    public void LaterEventsOnNewItemsAreTestsThatAreMissed()
    {
        using var folder = new TemporaryFolder();
        string[] log = Log(), bought = [.. log.Where(line => line.Contains(",buy,", StringComparison.Ordinal)).Select(line => line.Split(',')[0]).Distinct().Take(20)];
        string data = folder.Write("base.csv", Text(log)), model = folder.File("m.zip");
        string later = folder.Write("later.csv", Text([.. log, .. bought.Select((user, at) => $"{user},new{at},buy,{2_000_000 + at}")]));
        ProgramRun.Of(["train", "--data", data, "--target", "buy", "--model", model, "--test-negatives", "5", .. s_tiny]).AssertDone();

        string missed = ProgramRun.Of("evaluate", "--model", model, "--data", later, "--test-negatives", "5").AssertDone().Output;
        string leftOut = ProgramRun.Of("evaluate", "--model", model, "--data", later, "--test-negatives", "5", "--unknown-items", "leave-out").AssertDone().Output;
        StringAssert.Contains(LineOf(missed, "... on items unknown to the model "), " 20 (");
        StringAssert.Contains(LineOf(missed, "... on items unknown to the model: misses"), " 20 (");
        StringAssert.Contains(LineOf(leftOut, "Users left out"), " 20 (");
        int all = Tests(missed), known = Tests(leftOut);
        Assert.AreEqual(20, all - known, "no older event takes the place of a newest one");
        foreach (string method in (string[])["Popularity", "Markov", "DPCPL"])
            Assert.AreEqual(Hit(leftOut, method) * known / all, Hit(missed, method), 1e-3, method);

        string tuned = ProgramRun.Of(
            ["tune", "--from", model, "--data", later, "--target", "buy", "--model", folder.File("t.zip"), "--test-negatives", "5", .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(LineOf(tuned, "... on items unknown to the model: misses"), " 20 (");
        ProgramRun.Of("evaluate", "--model", model, "--data", later, "--unknown-items", "forget").AssertRefused("miss, leave-out");
    }

    [TestMethod]
    public void PublishedTestsTakeThePlaceOfLastEvents()
    {
        using var folder = new TemporaryFolder();
        string[] log = Log(), users = [.. log.Select(line => line.Split(',')[0]).Distinct().Take(30)], items = [.. log.Select(line => line.Split(',')[1]).Distinct()];
        string data = folder.Write("base.csv", Text(log)), model = folder.File("m.zip");
        string tests = folder.Write("tests.csv", "user,item,negatives\n" + string.Concat(users.Select((user, at) => $"{user},{items[at % items.Length]},{items[(at + 1) % items.Length]} {items[(at + 2) % items.Length]}\n")) + "nobody,x,y z\n");
        string trained = ProgramRun.Of(["train", "--data", data, "--tests", tests, "--target", "buy", "--model", model, "--test-negatives", "5", .. s_tiny]).AssertDone().Output;
        string evaluated = ProgramRun.Of("evaluate", "--model", model, "--data", data, "--tests", tests).AssertDone().Output;
        foreach (string output in (string[])[trained, evaluated])
        {
            StringAssert.Contains(LineOf(output, "Tests"), "30, as they were given");
            StringAssert.Contains(LineOf(output, "... left out: of users that are not in the log"), " 1 (");
            StringAssert.Contains(LineOf(output, "Negatives of the sampled ranking"), "2, as they were given");
            StringAssert.Contains(output, "HR@10 1+2");
        }

        Assert.AreEqual(Hit(trained, "DPCPL"), Hit(evaluated, "DPCPL"));
        ProgramRun.Of("evaluate", "--model", model, "--data", data, "--tests", folder.Write("none.csv", "user,item\nnobody,x\n")).AssertRefused("None of the 1 tests is of a user of the log");
        ProgramRun.Of("evaluate", "--model", model, "--data", data, "--tests", folder.File("absent.csv")).AssertRefused("absent.csv");
    }

    [TestMethod]
    public void GroupsOfTestsStandInATableOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("base.csv", Text(Log())), model = folder.File("m.zip");
        ProgramRun.Of(["train", "--data", data, "--target", "buy", "--model", model, "--test-negatives", "5", .. s_tiny]).AssertDone();
        foreach (string by in (string[])["history-length", "item-popularity", "ColdStart"])
        {
            string output = ProgramRun.Of("evaluate", "--model", model, "--data", data, "--test-negatives", "5", "--by", by).AssertDone().Output;
            string table = output[output.IndexOf($"By {by}", StringComparison.Ordinal)..];
            int[] counts = [.. System.Text.RegularExpressions.Regex.Matches(table, @"\((\d+)\) ").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
            Assert.AreEqual(Tests(output), counts.Sum(), by);
        }

        ProgramRun.Of("evaluate", "--model", model, "--data", data, "--by", "Gender").AssertRefused("no column 'Gender'");
    }

    [TestMethod]
    public void SampledFiguresAreNamedAfterWhatWasDrawn()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("events.csv", Text(Log())), model = folder.File("m.zip"), report = folder.File("r.md");
        string[] train = ["train", "--data", data, "--target", "buy", "--model", model, "--report", report, .. s_tiny];
        string trained = ProgramRun.Of([.. train, "--test-negatives", "6"]).AssertDone().Output + File.ReadAllText(report);
        StringAssert.Contains(trained, "HR@10 1+6");
        StringAssert.Contains(trained, "NDCG@10 1+6");
        StringAssert.Contains(trained, "One held-out item against the sampled negatives (1+6)");
        Assert.DoesNotContain("1+100", trained, "a catalog of 24 items has no 100 negatives");
        string evaluated = ProgramRun.Of("evaluate", "--model", model, "--data", data, "--test-negatives", "3").AssertDone().Output;
        StringAssert.Contains(evaluated, "HR@10 1+3");
        StringAssert.Contains(evaluated, "expected sampled 1+3");

        foreach (string negatives in (string[])["0", "100"])
        {
            string without = ProgramRun.Of([.. train, "--test-negatives", negatives]).AssertDone().Output + File.ReadAllText(report) +
                ProgramRun.Of("evaluate", "--model", model, "--data", data, "--test-negatives", negatives).AssertDone().Output;
            Assert.DoesNotContain("HR@10 1+", without);
            Assert.DoesNotContain("expected", without, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("held-out item against", without);
            Assert.AreEqual(negatives == "100", without.Contains("not in the sampled ranking", StringComparison.Ordinal));
        }
        ProgramRun.Of([.. train, "--test-negatives", "-1"]).AssertRefused("--test-negatives");
    }

    [TestMethod]
    public void AUserWithEveryItemIsLeftOutOfTheSampledRankingAlone()
    {
        using var folder = new TemporaryFolder();
        string[] heavy = [.. Enumerable.Range(0, 24).Select(item => $"heavy,i{item},click,{900_000 + item}"), "heavy,i1,buy,1500000", "heavy,i3,buy,1500001"];
        string data = folder.Write("events.csv", Text([.. Log(), .. heavy]));
        string output = ProgramRun.Of(
            ["train", "--data", data, "--target", "buy", "--model", folder.File("m.zip"), "--test-negatives", "1", .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(LineOf(output, "... not in the sampled ranking"), " 1 (");
        int tests = Tests(output);
        StringAssert.Contains(output, $"{tests} tests; ");
        StringAssert.Contains(output, $"1+1: sampled, {tests - 1} of the tests.");
    }

    [TestMethod]
    public void LabelsThatNoListHoldsAreCountedAndMissed()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("events.csv", Text(Log()));
        string output = ProgramRun.Of(
            ["train", "--data", data, "--target", "buy", "--model", folder.File("m.zip"), "--repeat", "as-is", "--test-negatives", "3", .. s_tiny]).AssertDone().Output;
        string line = LineOf(output, "... whose item had the target behavior before");
        int repeated = int.Parse(line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.IsGreaterThan(0, repeated);
        double most = 1 - ((double)repeated / Tests(output));
        foreach (string method in (string[])["Popularity", "LastTouched", "Markov", "ItemCosine", "DPCPL"])
            Assert.IsLessThanOrEqualTo(most + 1e-4, Hit(output, method), method);
    }

    /// <summary>40 users on 24 items; who buys may have bought the same before.</summary>
    private static string[] Log()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 600).Select(at => $"u{random.Next(40)},i{random.Next(8) * 3 + (at % 3)},{(random.Next(3) == 0 ? "buy" : "click")},{1_000_000 + (at * 100)}")];
    }

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines.Prepend("user,item,behavior,time")) + "\n";

    private static int Tests(string output) => int.Parse(LineOf(output, "Tests ").Split(' ')[^1], CultureInfo.InvariantCulture);

    /// <summary>HR@10 of the full ranking in the last table.</summary>
    private static double Hit(string output, string method) => double.Parse(
        output.Split('\n').Last(line => line.TrimStart().StartsWith(method + " ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static string LineOf(string output, string start) =>
        output.Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal)).TrimEnd();
}
