using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Output;

[TestClass]
public sealed class PrintableTests
{
    [TestMethod]
    [DataRow("kettle 001, «thé» 茶 😀", "kettle 001, «thé» 茶 😀")]
    [DataRow("a\u001b[31mb", @"a\u001b[31mb")]
    [DataRow("a\0b\nc\td\u007f\u009b", @"a\u0000b\u000ac\u0009d\u007f\u009b")]
    [DataRow("a\u2028b\u202ec\u2066", @"a\u2028b\u202ec\u2066")]
    public void WhatSteersTheTerminalIsSpelled(string text, string expected) => Assert.AreEqual(expected, Printable.Of(text));

    [TestMethod]
    public void HalfACharacterIsSpelled()
    {
        Assert.AreEqual(@"a\ud83d", Printable.Of("a" + (char)0xd83d));
        Assert.AreEqual(@"\ude00\ud83d\u000a", Printable.Of(new string([(char)0xde00, (char)0xd83d, '\n'])));
    }

    [TestMethod]
    public void EverythingThatIsShownPasses()
    {
        using var folder = new TemporaryFolder();
        string log = folder.File("run.log");
        using var output = new StringWriter();
        using (var terminal = new Terminal(output, log))
        {
            terminal.Heading("h\u001b[1m");
            terminal.Line("l\u001b[2m\nsecond line");
            terminal.LogOnly($"o{"\u001b"}[3m");
            terminal.Write(PairsTable.Of([("n\u001b[4m", "v\u001b[5m")]));
        }
        foreach (string text in (string[])[output.ToString(), File.ReadAllText(log)])
        {
            Assert.DoesNotContain('\u001b', text);
            foreach (string part in (string[])[@"h\u001b[1m", @"l\u001b[2m", "second line", @"n\u001b[4m", @"v\u001b[5m"])
                StringAssert.Contains(text, part);
        }
        using var report = new StringWriter();
        new Markdown(report).Row(["c\u001b\n"]);
        Assert.AreEqual(@"| c\u001b\u000a |", report.ToString().TrimEnd());
    }
}
