using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>What cannot be written is refused before anything is read: the data of these commands are not there.</summary>
[TestClass]
public sealed class OutputsTests
{
    private const string NoData = "no-such-events.csv", NoModel = "no-such-model.zip";

    public static IEnumerable<object[]> Commands =>
    [
        [(string[])["train", "--data", NoData, "--target", "buy"], "--model"],
        [(string[])["train", "--data", NoData, "--target", "buy", "--model", "m.zip"], "--report"],
        [(string[])["train", "--data", NoData, "--target", "buy", "--model", "m.zip"], "--log"],
        [(string[])["train", "--data", NoData, "--target", "buy", "--model", "m.zip"], "--checkpoint"],
        [(string[])["tune", "--from", NoModel, "--data", NoData, "--target", "buy"], "--model"],
        [(string[])["tune", "--from", NoModel, "--data", NoData, "--target", "buy", "--model", "m.zip"], "--report"],
        [(string[])["evaluate", "--model", NoModel, "--data", NoData], "--log"],
        [(string[])["recommend", "--model", NoModel, "--data", NoData], "--output"],
        [(string[])["quickstart"], "--model"],
        [(string[])["quickstart"], "--report"],
    ];

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public void WhatCannotBeWrittenIsRefusedFirst(string[] command, string option)
    {
        using var folder = new TemporaryFolder();
        string[] inside = [.. command.Select(word => word == "m.zip" ? folder.File(word) : word)];
        string file = folder.Write("file", "old");
        ProgramRun.Of([.. inside, option, Path.Combine(file, "sub", "out")]).AssertRefused("is a file, not a folder");
        if (option != "--checkpoint")
            ProgramRun.Of([.. inside, option, folder.File(new string('n', 256))]).AssertRefused("longer than 255 bytes");
        ProgramRun.Of([.. inside, option, ""]).AssertRefused($"{option} is empty");
        if (option != "--checkpoint")
        {
            Directory.CreateDirectory(folder.File("there"));
            ProgramRun.Of([.. inside, option, folder.File("there")]).AssertRefused("is not a regular file");
            using var other = new Outputs();
            other.TakeFile("--other", folder.File("new/sub/busy"));
            ProgramRun.Of([.. inside, option, folder.File("new/../new/sub/busy")]).AssertRefused("another run is writing it");
        }
        else
        {
            using var other = new Outputs();
            other.TakeFolder("--other", folder.File("new/sub/busy"));
            ProgramRun.Of([.. inside, option, folder.File("new/sub/busy")]).AssertRefused("another run is writing it");
        }
        Assert.AreEqual("old", File.ReadAllText(file));
        Assert.IsFalse(Directory.Exists(folder.File("new")), "made in vain");
    }

    [TestMethod]
    public void NoFileIsTakenTwiceOrReadAndWritten()
    {
        using var folder = new TemporaryFolder();
        string events = folder.Write("e.csv", "user,item,behavior,time\n"), link = folder.File("link");
        File.CreateSymbolicLink(link, "e.csv");
        ProgramRun.Of("recommend", "--model", NoModel, "--data", events, "--output", link).AssertRefused("--data");
        ProgramRun.Of("train", "--data", NoData, "--target", "buy", "--model", folder.File("x"), "--report", folder.File("./x")).AssertRefused("--model");
        Assert.AreEqual("user,item,behavior,time\n", File.ReadAllText(events));
    }

    [TestMethod]
    public void WhatWasTakenIsFreeAgain()
    {
        using var folder = new TemporaryFolder();
        for (int round = 0; round < 2; round++)
        {
            using var outputs = new Outputs();
            outputs.TakeFile("--model", folder.File("made/m.zip"));
            outputs.TakeFolder("--checkpoint", folder.File("ck"));
            Assert.ThrowsExactly<UserError>(() => new Outputs().TakeFile("--model", folder.File("made/m.zip")));
        }
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.File(".")));
    }

    [TestMethod]
    public void LongNamesAreLockedApart()
    {
        using var folder = new TemporaryFolder();
        using var outputs = new Outputs();
        foreach (string end in (string[])["a", "b"])
        {
            string path = folder.File(new string('茶', 80) + end);
            outputs.TakeFile("--model", path);
            AtomicFile.WriteText(path, writer => writer.Write(end));
            Assert.AreEqual(end, File.ReadAllText(path));
        }
    }

    [TestMethod]
    public void AReadOnlyFileStays()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("m.zip", "old");
        File.SetAttributes(file, FileAttributes.ReadOnly);
        ProgramRun.Of("train", "--data", NoData, "--target", "buy", "--model", file).AssertRefused("it is read-only");
        File.SetAttributes(file, FileAttributes.Normal);
    }

    [TestMethod]
    public void NoRoomIsSaidInFigures()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Matches(
            Assert.ThrowsExactly<UserError>(() => FreeSpace.Require(folder.File("m.zip"), long.MaxValue, "the model")).Message,
            new(@"^there is no room for the model .*m\.zip: it takes at least [\d,]+ MiB, and [\d,.]+ [KM]iB are free$"));
        FreeSpace.Require(folder.File("m.zip"), 1, "the model");
    }
}
