namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>What the program says of models and checkpoints that it cannot use, and of names that would steer the terminal.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SavedFilesTests
{
    private static readonly string[] s_tiny =
    [
        "--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--prompt-tokens", "2", "--prompt-factors", "2", "--negatives", "16", "--device", "cpu", "--test-negatives", "20",
    ];

    [TestMethod]
    public void ADamagedModelIsSaidToBeDamagedAndWhere()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("m.zip");
        ProgramRun.Of(["train", "--data", events, "--target", "buy", "--model", model, .. s_tiny]).AssertDone();
        byte[] whole = File.ReadAllBytes(model);
        var random = new Random(3);
        int told = 0;
        for (int flip = 0; flip < 30; flip++)
        {
            byte[] bytes = [.. whole];
            bytes[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            told += Refused(bytes, folder, events);
        }
        Assert.IsGreaterThan(20, told, "most bits are of the checksummed parts");
        foreach (int length in (int[])[4, whole.Length / 2, whole.Length - 1])
            Assert.AreEqual(1, Refused(whole[..length], folder, events));
        ProgramRun.Of("recommend", "--model", folder.Write("text.zip", "no zip"), "--data", events).AssertRefused("text.zip is not a model of this program: ");
    }

    /// <summary>1 when the file is refused; where a bit says nothing, such as a time, the model is as good as before.</summary>
    private static int Refused(byte[] bytes, TemporaryFolder folder, string events)
    {
        File.WriteAllBytes(folder.File("bad.zip"), bytes);
        ProgramRun run = ProgramRun.Of("recommend", "--model", folder.File("bad.zip"), "--data", events, "--user", "u000001");
        if (run.ExitCode == 0)
            return 0;
        run.AssertRefused("bad.zip is ");
        Assert.DoesNotContain("target of an invocation", run.Error);
        Assert.DoesNotContain("Exception", run.Error);
        return 1;
    }

    [TestMethod]
    public void ACheckpointOfAnotherRunIsRefusedBeforeAnythingIsComputed()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), other = folder.File("other.csv");
        File.WriteAllLines(other, ["user,item,behavior,time", .. SmallLog.Generator.Events().Where(e => e.User != "u000001").Select(e => $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}")]);
        ProgramRun Train(string data, params string[] more) =>
            ProgramRun.Of(["train", "--data", data, "--target", "buy", "--model", folder.File("m.zip"), "--checkpoint", folder.File("ck"), .. s_tiny, .. more]);
        Train(events).AssertDone();
        Train(events).AssertDone();

        ProgramRun seed = Train(events, "--seed", "9");
        seed.AssertRefused("(--seed is 9 here and 1 there). Choose another --checkpoint");
        Assert.AreEqual("", seed.Output, "before the data are read");
        ProgramRun rate = Train("no-such-events.csv", "--learning-rate", "0.5");
        rate.AssertRefused("no-such-events.csv");
        ProgramRun data = Train(other);
        data.AssertRefused("other data");
        Assert.DoesNotContain("Floors", data.Output);
        Assert.DoesNotContain("Exception", seed.Error + data.Error);

        string checkpoint = Directory.GetFiles(folder.File("ck"), "pretraining*").Single();
        File.WriteAllBytes(checkpoint, File.ReadAllBytes(checkpoint)[..^1]);
        ProgramRun damaged = Train(events);
        damaged.AssertRefused("is damaged");
        Assert.AreEqual("", damaged.Output);
    }

    [TestMethod]
    public void NamesThatSteerTheTerminalAreSpelledOnTheScreenAndKeptInFiles()
    {
        using var folder = new TemporaryFolder();
        string events = folder.File("events.csv"), model = folder.File("m.zip"), top = folder.File("top.csv");
        File.WriteAllLines(events,
        [
            "user,item,behavior,time",
            .. SmallLog.Generator.Events().Select(e => $"{e.User},\u001b[31m{e.Item},{(e.Behavior == "click" ? "cl\u0007ick" : e.Behavior)},{e.Timestamp}"),
        ]);
        string trained = ProgramRun.Of(["train", "--data", events, "--target", "buy", "--model", model, .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(trained, @"cl\u0007ick");
        string shown = ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", "u000001").AssertDone().Output;
        StringAssert.Contains(shown, @"\u001b[31m");
        Assert.IsFalse((trained + shown).Any(c => char.IsControl(c) && c is not ('\n' or '\r')));
        ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", "u000001", "--output", top).AssertDone();
        StringAssert.Contains(File.ReadAllText(top), "\u001b[31m");
        ProgramRun.Of("recommend", "--model", model, "--data", events, "--user", "no\u001body", "--output", top).AssertRefused(@"no\u001body");
        Assert.HasCount(11, File.ReadAllLines(top), "the old file stays");
    }
}
