namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>What every command that reads data says of it in one line.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DataNotesTests
{
    private static readonly string[] s_tiny =
    [
        "--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--prompt-tokens", "2", "--prompt-factors", "2", "--negatives", "16",
        "--test-negatives", "20", "--device", "cpu",
    ];

    [TestMethod]
    public void EveryCommandSaysWhatIsLeftOutAndConverted()
    {
        using var folder = new TemporaryFolder();
        string header = "user,item,behavior,time\n", good = Rows(1), repeated = Rows(1).Split('\n')[0] + "\n";
        string events = folder.Write("events.csv", header + good + repeated + ",i1,buy,1700000000\n");
        string users = folder.Write("users.csv", "user,kind\nnobody,a\n");
        string milliseconds = folder.Write("ms.csv", header + Rows(1000)), model = folder.File("m.zip");
        const string left = "2 of 802 events were left out: 1 without a user ('User'); 1 equal to another event in user, item, behavior and time.";
        const string converted = "The times look like milliseconds, but the model was fitted on seconds: they are converted.";

        string stats = ProgramRun.Of("stats", "--data", events).AssertDone().Output;
        StringAssert.Contains(Flat(stats), left);
        StringAssert.Contains(Flat(stats), "Time unit seconds (recognized)");
        string trained = ProgramRun.Of(["train", "--data", events, "--users", users, "--target", "buy", "--model", model, .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(Flat(trained), left);
        StringAssert.Contains(Flat(trained), "none of the 40 users");
        string evaluated = ProgramRun.Of("evaluate", "--model", model, "--data", milliseconds, "--test-negatives", "20").AssertDone().Output;
        StringAssert.Contains(Flat(evaluated), converted);

        ProgramRun recommended = ProgramRun.Of("recommend", "--model", model, "--data", milliseconds, "--top", "3");
        Assert.AreEqual(0, recommended.ExitCode);
        Assert.HasCount(1, recommended.Error.TrimEnd().Split('\n'));
        StringAssert.Contains(recommended.Error, converted);
        string plain = ProgramRun.Of("recommend", "--model", model, "--data", folder.Write("s.csv", header + good), "--top", "3").Output;
        Assert.AreEqual(plain, recommended.Output);
        string given = ProgramRun.Of("recommend", "--model", model, "--data", milliseconds, "--top", "3", "--time-unit", "milliseconds").Output;
        Assert.AreEqual(plain, given);
    }

    [TestMethod]
    public void UnitsAreGivenAndRefused()
    {
        using var folder = new TemporaryFolder();
        string dates = folder.Write("dates.csv", "user,item,behavior,time\nu,i,buy,20231115\nu,j,buy,20231116\n");
        ProgramRun.Of("stats", "--data", dates).AssertRefused("--time-unit");
        StringAssert.Contains(Flat(ProgramRun.Of("stats", "--data", dates, "--time-unit", "seconds").AssertDone().Output), "Time unit seconds (given)");
        ProgramRun.Of("stats", "--data", dates, "--time-unit", "days").AssertRefused("--time-unit cannot be 'days'; it takes one of auto, seconds, milliseconds");
        string mixed = folder.Write("mixed.csv", "user,item,behavior,time\nu,i,buy,2023-11-15\nu,j,buy,1700000000\n");
        ProgramRun.Of("stats", "--data", mixed).AssertRefused("mixed.csv, line 3, column 'time': '1700000000' is a number");
        string order = folder.Write("order.csv", "user,item,behavior,time\nu,i,buy,5\nu,j,buy,5\n");
        StringAssert.Contains(Flat(ProgramRun.Of("stats", "--data", order).AssertDone().Output), "All events of a user have the same time");
    }

    private static string Rows(int perSecond) => string.Concat(Enumerable.Range(0, 800).Select(
        i => $"u{i % 40},i{i * 7919 % 211},{(i / 40 % 3 == 2 ? "buy" : "click")},{(1_700_000_000L + (i * 60)) * perSecond}\n"));

    /// <summary>The text with single spaces, wherever the screen broke its lines.</summary>
    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
