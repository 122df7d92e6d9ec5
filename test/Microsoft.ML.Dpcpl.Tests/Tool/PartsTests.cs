using Microsoft.ML.Dpcpl.Tool;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Recommendations part by part: by one process, by several, and again where a part was lost.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PartsTests
{
    private static TemporaryFolder? s_folder;
    private static string s_log = "", s_model = "", s_parts = "";

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        s_folder = new TemporaryFolder();
        (s_log, s_model, s_parts) = (SmallLog.Write(s_folder), s_folder.File("model.zip"), s_folder.File("parts"));
        ProgramRun.Of("prepare", "--data", s_log, "--output", s_parts, "--parts", "5").AssertDone();
        ProgramRun.Of(
            "train", "--data", s_parts, "--target", "buy", "--model", s_model, "--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1",
            "--prompt-tokens", "4", "--prompt-factors", "4", "--negatives", "16", "--device", "cpu").AssertDone();
    }

    [ClassCleanup]
    public static void Clean() => s_folder?.Dispose();

    [TestMethod]
    public void AnyNumberOfProcessesWritesWhatOneWrites()
    {
        string whole = s_folder!.File("whole.csv");
        Recommend(whole);
        byte[] expected = File.ReadAllBytes(whole);
        Assert.HasCount(150, File.ReadLines(whole).Skip(1).Select(line => line.Split(',')[0]).Distinct());
        foreach (int processes in (int[])[1, 2, 3, 7])
        {
            string folder = s_folder.File($"by{processes}");
            for (int process = processes; process > 0; process--)
                Recommend(Path.Combine(folder, "{part}.csv"), "--part", $"{process}/{processes}");
            CollectionAssert.AreEqual(expected, Joined(folder));
        }
    }

    [TestMethod]
    public void ALostPartIsWrittenAgainAlone()
    {
        string folder = s_folder!.File("lost"), output = Path.Combine(folder, "top-{part}.csv"), lost = Path.Combine(folder, "top-00002.csv");
        StringAssert.StartsWith(Recommend(output), "5 of 5 parts written");
        byte[] expected = Joined(folder);
        // What others have is not touched: it would show.
        string other = Path.Combine(folder, "top-00003.csv");
        byte[] kept = File.ReadAllBytes(other);
        File.WriteAllText(other, "marked");
        File.Delete(lost);
        StringAssert.Contains(Recommend(output), "1 of 5 parts written to " + output + "; 4 were there already");
        Assert.AreEqual("marked", File.ReadAllText(other));
        File.WriteAllBytes(other, kept);
        CollectionAssert.AreEqual(expected, Joined(folder));

        // A part that is older than the model is not of this model.
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(s_model).AddMinutes(-1));
        StringAssert.StartsWith(Recommend(output), "1 of 5 parts written");
        StringAssert.StartsWith(Recommend(output, "--again"), "5 of 5 parts written");
        CollectionAssert.AreEqual(expected, Joined(folder));
    }

    [TestMethod]
    public void UsersOfAPlainLogAreSharedOutByTheirNames()
    {
        string whole = s_folder!.File("plain.csv"), folder = s_folder.File("plain"), output = Path.Combine(folder, "{part}.csv");
        Run(s_log, output, "--parts", "3").AssertDone();
        byte[] expected = Joined(folder);
        Directory.Delete(folder, recursive: true);
        foreach (string process in (string[])["2/2", "1/2"])
            Run(s_log, output, "--parts", "3", "--part", process).AssertDone();
        CollectionAssert.AreEqual(expected, Joined(folder));
        Assert.HasCount(3, Directory.GetFiles(folder));

        // The same lists as without parts, but for the last digits of scores.
        Run(s_log, whole).AssertDone();
        static string[] Lists(IEnumerable<string> lines) => [.. lines.Where(line => !line.StartsWith("user,", StringComparison.Ordinal)).Select(line => line[..line.LastIndexOf(',')]).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Lists(File.ReadLines(whole)), Lists(Directory.GetFiles(folder).SelectMany(File.ReadLines)));
    }

    [TestMethod]
    public void PreparedDataAreScoredAsThePlainLogIs()
    {
        string plain = s_folder!.File("as-plain.csv"), prepared = s_folder.File("as-prepared.csv");
        Run(s_log, plain).AssertDone();
        Recommend(prepared);
        static string[] Lists(string path) => [.. File.ReadLines(path).Select(line => line[..line.LastIndexOf(',')]).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Lists(plain), Lists(prepared));
    }

    [TestMethod]
    public void WhatDoesNotGoTogetherIsRefused()
    {
        string output = s_folder!.File("{part}.csv"), one = s_folder.File("one.csv");
        Run(s_parts, one, "--part", "1/2").AssertRefused("--part needs {part} in --output");
        Run(s_parts, one, "--again").AssertRefused("--again needs {part} in --output");
        Run(s_parts, output, "--part", "3/2").AssertRefused("--part cannot be '3/2'");
        Run(s_parts, output, "--part", "0/2").AssertRefused("--part cannot be '0/2'");
        Run(s_parts, output, "--parts", "4").AssertRefused("--parts is for plain logs");
        Run(s_parts, output, "--min-interactions", "4").AssertRefused("give --min-interactions to prepare");
        Run(s_parts, output, "--user", "u000001").AssertRefused("--user asks for few users");
    }

    [TestMethod]
    public void ProcessesAreKnownByWhatStartedThem()
    {
        static Share Of(params (string Name, string Value)[] variables) => Share.OfSurroundings(name => variables.FirstOrDefault(pair => pair.Name == name).Value);
        Assert.AreEqual(new Share(1, 1), Of());
        Assert.AreEqual(new Share(3, 8), Of(("OMPI_COMM_WORLD_RANK", "2"), ("OMPI_COMM_WORLD_SIZE", "8")));
        Assert.AreEqual(new Share(3, 4), Of(("SLURM_ARRAY_TASK_ID", "9"), ("SLURM_ARRAY_TASK_MIN", "5"), ("SLURM_ARRAY_TASK_STEP", "2"), ("SLURM_ARRAY_TASK_COUNT", "4")));
        Assert.AreEqual(new Share(1, 1), Of(("SLURM_ARRAY_TASK_ID", "9")));
        for (int part = 0; part < 20; part++)
            Assert.AreEqual(1, Enumerable.Range(1, 6).Count(process => new Share(process, 6).Has(part)));
    }

    [TestMethod]
    public void SharesOfUsersAreTheSameOnEveryMachine()
    {
        // FNV-1a of 'a' is 0xe40c292c; the rest is the end of MurmurHash3.
        uint hash = 0xe40c292c;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        hash ^= hash >> 16;
        Assert.AreEqual((int)(hash * 10UL >> 32), UserShares.ShareOf("a", 10));
        Assert.AreEqual(0, UserShares.ShareOf("anybody", 1));
        int[] counts = new int[8];
        for (int user = 0; user < 8000; user++)
            counts[UserShares.ShareOf($"u{user:000000}", 8)]++;
        Assert.IsTrue(counts.All(count => count is > 800 and < 1200), string.Join(' ', counts));
    }

    private static string Recommend(string output, params string[] more) => Run(s_parts, output, more).AssertDone().Output;

    private static ProgramRun Run(string data, string output, params string[] more) => ProgramRun.Of(["recommend", "--model", s_model, "--data", data, "--output", output, .. more]);

    private static byte[] Joined(string folder) => [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
}
