using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

[TestClass]
public sealed class BadInputTests
{
    [TestMethod]
    [DataRow("unknown-command", "dance")]
    [DataRow("--dance", "train --data e.csv --target buy --model m.zip --dance")]
    [DataRow("--data", "train --target buy --model m.zip")]
    [DataRow("--model", "train --data e.csv")]
    [DataRow("--hidden-size cannot be 'wide'; it takes a whole number", "train --data e.csv --target buy --model m.zip --hidden-size wide")]
    [DataRow("it takes one of bpr, bce, gbce, sampled-softmax, full-softmax", "train --data e.csv --target buy --model m.zip --loss hinge")]
    [DataRow("preset", "train --data e.csv --target buy --model m.zip --preset worst")]
    [DataRow("as-is", "train --data e.csv --target buy --model m.zip --repeat never")]
    [DataRow("--min-interactions", "stats --data e.csv --min-interactions -1")]
    public void BadOptionsAreRefusedInOneLine(string part, string arguments) =>
        ProgramRun.Of(arguments.Split(' ')).AssertRefused(part == "unknown-command" ? "dance" : part);

    [TestMethod]
    public void MissingFilesAreNamed()
    {
        ProgramRun.Of("stats", "--data", "no-such-events.csv").AssertRefused("no-such-events.csv");
        ProgramRun.Of("evaluate", "--model", "no-such.zip", "--data", "e.csv").AssertRefused("no-such.zip");
        ProgramRun.Of("recommend", "--model", "no-such.zip", "--data", "e.csv").AssertRefused("no-such.zip");
        ProgramRun.Of("tune", "--from", "no-such.zip", "--data", "e.csv", "--target", "cart", "--model", "m.zip").AssertRefused("no-such.zip");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("user,item,behavior,time\n")]
    [DataRow("user,item\nu1,i1\n")]
    [DataRow("user,item,behavior,time\nu1,i1,buy,yesterday\n")]
    public void BadEventFilesAreRefusedInOneLine(string text)
    {
        using var folder = new TemporaryFolder();
        string events = folder.Write("events.csv", text);
        ProgramRun.Of("stats", "--data", events).AssertRefused("");
        ProgramRun.Of("train", "--data", events, "--target", "buy", "--model", folder.File("m.zip")).AssertRefused("");
    }

    [TestMethod]
    public void FilesThatAreNoEventsAreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        string header = folder.Write("header.csv", "user,item,behavior,time\n"), events = SmallLog.Write(folder);
        ProgramRun.Of("stats", "--data", header).AssertRefused("header.csv has no events");
        ProgramRun.Of("stats", "--data", events, "--min-interactions", "100000").AssertRefused("no events");
        ProgramRun.Of("stats", "--data", Directory.CreateDirectory(folder.File("empty")).FullName).AssertRefused("is a folder without files");
        string cut = folder.File("cut.csv.gz");
        File.WriteAllBytes(cut, File.ReadAllBytes(events)[..^4]);
        ProgramRun.Of("stats", "--data", cut).AssertRefused("cut.csv.gz: the gzip data end early");
        ProgramRun.Of("train", "--data", events, "--users", cut, "--target", "buy", "--model", folder.File("m.zip")).AssertRefused("the gzip data end early");
        string escape = folder.Write("escape.csv", "us\u001b[31mer\u0007,item,behavior,timestamp\n");
        ProgramRun run = ProgramRun.Of("stats", "--data", escape);
        run.AssertRefused("us\\u001b[31mer\\u0007");
        Assert.IsFalse(run.Error.TrimEnd().Any(char.IsControl));
    }

    [TestMethod]
    public void TextOfAnotherEncodingNeedsItsName()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("latin1.csv");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("user,item,behavior,time\nu,caf\u00e9,buy,1\nu,caf\u00ea,buy,2\n"));
        ProgramRun.Of("stats", "--data", path).AssertRefused("line 2, column 'item': the text is not UTF-8 (byte 0xE9)");
        ProgramRun.Of("stats", "--data", path, "--encoding", "latin-9-and-a-half").AssertRefused("there is no encoding 'latin-9-and-a-half'");
        foreach (string name in (string[])["latin1", "windows-1251", "iso-8859-1"])
            StringAssert.Matches(ProgramRun.Of("stats", "--data", path, "--encoding", name).AssertDone().Output, new Regex(@"Items\W+2\b"));
    }

    [TestMethod]
    public void UnknownTargetIsRefused()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder);
        ProgramRun.Of("train", "--data", events, "--target", "rent", "--model", folder.File("m.zip")).AssertRefused("rent");
    }

    [TestMethod]
    public void OptionOutOfRangeIsRefused()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder);
        ProgramRun.Of("train", "--data", events, "--target", "buy", "--model", folder.File("m.zip"), "--hidden-size", "-4").AssertRefused("--hidden-size is -4; it must be between 4 and 4096.");
    }

    [TestMethod]
    public void LongTextIsCut() =>
        Assert.IsLessThan(500, ProgramRun.Of("train", "--data", "e.csv", "--target", "buy", "--model", "m.zip", "--loss", new string('x', 5000)).Error.Length);

    [TestMethod]
    [DataRow("gpu", "--device is gpu; it must be")]
    [DataRow("cuda:4000", "--device is cuda:4000, but")]
    public void ADeviceThatIsNotThereIsRefusedBeforeTheDataAreRead(string device, string part)
    {
        using var folder = new TemporaryFolder();
        string unreadable = folder.Write("events.csv", "user,item,behavior,time\nu1,i1,buy,yesterday\n");
        ProgramRun.Of("train", "--data", unreadable, "--target", "buy", "--model", folder.File("m.zip"), "--device", device).AssertRefused(part);
    }

    [TestMethod]
    public void FileThatIsNoModelIsRefused()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("model.zip", "this is no zip");
        ProgramRun.Of("evaluate", "--model", model, "--data", SmallLog.Write(folder)).AssertRefused("is not a model");
    }
}
