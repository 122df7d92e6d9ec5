using System.Diagnostics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tests.Tool;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void ALinkStaysAndTheFileBehindItIsReplaced()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("store"));
        string real = folder.Write("store/real.zip", "old");
        File.CreateSymbolicLink(folder.File("near.zip"), "store/real.zip");
        File.CreateSymbolicLink(folder.File("far.zip"), folder.File("near.zip"));
        Write(folder.File("far.zip"), "new");
        Assert.AreEqual("new", File.ReadAllText(real));
        Assert.AreEqual("store/real.zip", new FileInfo(folder.File("near.zip")).LinkTarget);
        Assert.IsNotNull(new FileInfo(folder.File("far.zip")).LinkTarget);

        File.CreateSymbolicLink(folder.File("dangling"), "store/new.zip");
        Write(folder.File("dangling"), "first");
        Assert.AreEqual("first", File.ReadAllText(folder.File("store/new.zip")));
        CollectionAssert.AreEquivalent((string[])["real.zip", "new.zip"], Names(folder.File("store")));
    }

    [TestMethod]
    public void WhatIsNoFileIsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("inside"));
        File.CreateSymbolicLink(folder.File("circle"), folder.File("circle"));
        List<string> refused = ["inside", "inside/", "circle"];
        if (!OperatingSystem.IsWindows())
        {
            using Process pipe = Process.Start("mkfifo", folder.File("pipe"));
            pipe.WaitForExit();
            File.CreateSymbolicLink(folder.File("to-pipe"), "pipe");
            refused.AddRange(["pipe", "to-pipe"]);
        }
        string[] before = Names(folder.File("."));
        foreach (string name in refused)
            Assert.ThrowsExactly<IOException>(() => Write(folder.File(name), "new"), name);
        CollectionAssert.AreEquivalent(before, Names(folder.File(".")));
        if (File.Exists("/dev/null"))
            Assert.IsFalse(RegularFile.IsReplaceable("/dev/null"));
    }

    [TestMethod]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("m.zip", "old");
        Assert.ThrowsExactly<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException("No space left on device");
        }));
        Assert.AreEqual("old", File.ReadAllText(path));
        CollectionAssert.AreEqual((string[])["m.zip"], Names(folder.File(".")));
    }

    [TestMethod]
    public void ADraftIsTheOwnersAloneAndTheFileHasTheRightsOfTheOldOne()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        const UnixFileMode ownerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite, old = ownerAlone | UnixFileMode.GroupRead;
        string path = folder.File("m.zip"), plain = folder.Write("plain", "");
        for (int round = 0; round < 2; round++)
        {
            using (var draft = new FileDraft(path))
            {
                Assert.AreEqual(ownerAlone, File.GetUnixFileMode(draft.Stream.Name));
                draft.Commit();
            }
            Assert.AreEqual(round == 0 ? File.GetUnixFileMode(plain) : old, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, old);
        }
    }

    [TestMethod]
    public void LeftoversOfThisFileGoAndNothingElseDoes()
    {
        using var folder = new TemporaryFolder();
        string digits = new('a', 32);
        foreach (string name in (string[])["m.zip.part", $"other.zip.{digits}.part", $"m.zip.{digits}.txt", $"m.zip.x{digits}.part"])
            folder.Write(name, "not ours");
        string kept = folder.Write("target", "kept");
        File.CreateSymbolicLink(folder.File($"m.zip.{new string('b', 32)}.part"), "target");
        string[] others = Names(folder.File("."));
        folder.Write($"m.zip.{digits}.part", "left behind");
        using (var living = new FileDraft(folder.File("m.zip")))
        {
            living.Stream.Write("living"u8);
            Write(folder.File("m.zip"), "new");
            Assert.IsTrue(File.Exists(living.Stream.Name), "somebody is writing it");
            living.Commit();
        }
        Assert.AreEqual("living", File.ReadAllText(folder.File("m.zip")));
        Assert.AreEqual("kept", File.ReadAllText(kept));
        CollectionAssert.AreEquivalent((string[])["m.zip", .. others], Names(folder.File(".")));
    }

    private static void Write(string path, string text) => AtomicFile.WriteText(path, writer => writer.Write(text));

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
}
