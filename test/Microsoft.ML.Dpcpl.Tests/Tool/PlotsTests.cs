namespace Microsoft.ML.Dpcpl.Tests.Tool;

[TestClass]
[DoNotParallelize]
public sealed class PlotsTests
{
    private static readonly string[] s_log = ["activity", "funnel", "lengths", "popularity"];

    [TestMethod]
    public void StatsDrawsTheLog()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), plots = folder.File("plots");
        StringAssert.Contains(ProgramRun.Of("stats", "--data", events, "--plots", plots).AssertDone().Output, "popularity");
        AssertDrawn(plots, s_log);
    }

    [TestMethod]
    public void TrainDrawsWhatItFoundOutAndWritesForTensorBoard()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), plots = folder.File("plots"), board = folder.File("board"), model = folder.File("buy.zip");
        string output = ProgramRun.Of(
            "train", "--data", events, "--target", "buy", "--model", model, "--plots", plots, "--tensorboard", board, "--epochs", "2", "--hidden-size", "16",
            "--max-sequence-length", "16", "--layers", "1", "--prompt-factors", "2", "--simplest-prompts", "false", "--device", "cpu").AssertDone().Output;
        Assert.DoesNotContain("no picture", output);
        AssertDrawn(plots, [.. s_log, "calibration", "frequency-response", "learning-curve", "metrics"], maybe: ["prompts", "gates"]);
        // A record is a length, its checksum and a message that names its figure.
        string written = string.Concat(Directory.EnumerateFiles(board, "events.out.tfevents.*").Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        foreach (string figure in (string[])["Pretraining/loss", "Pretraining/validation NDCG@10", "Tuning/loss"])
            StringAssert.Contains(written, figure);

        string evaluated = folder.File("evaluated");
        ProgramRun.Of("evaluate", "--model", model, "--data", events, "--plots", evaluated).AssertDone();
        AssertDrawn(evaluated, [.. s_log, "calibration", "metrics"]);
        ProgramRun.Of("evaluate", "--model", model, "--data", events, "--plots", events).AssertRefused("--plots");
    }

    private static void AssertDrawn(string folder, string[] names, string[]? maybe = null)
    {
        string[] drawn = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Where(file => file[0] != '.' && maybe?.Contains(Path.GetFileNameWithoutExtension(file)) != true)];
        CollectionAssert.AreEquivalent(names.SelectMany(name => (string[])[name + ".png", name + ".svg"]).ToArray(), drawn);
        foreach (string file in drawn)
            Assert.IsGreaterThan(1000, new FileInfo(Path.Combine(folder, file)).Length, file);
    }
}
