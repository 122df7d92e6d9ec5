using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class MarkedPartTests
{
    [TestMethod]
    public void OnlyWhatStandsBetweenTheLinesIsReplaced()
    {
        string text = $"a\n{MarkedPart.Begin}\nold\n\n{MarkedPart.End}\nb";
        string once = MarkedPart.Replace("f", text, "new\nlines\n");
        Assert.AreEqual($"a\n{MarkedPart.Begin}\nnew\nlines\n{MarkedPart.End}\nb", once);
        Assert.AreEqual(once, MarkedPart.Replace("f", once, "new\nlines\n"));
    }

    [TestMethod]
    public void LineEndsStayWhatTheyAre() =>
        Assert.AreEqual($"{MarkedPart.Begin}\r\nnew\r\n{MarkedPart.End}\r\n", MarkedPart.Replace("f", $"{MarkedPart.Begin}\r\n{MarkedPart.End}\r\n", "new\n"));

    [TestMethod]
    [DataRow("f has no line <!-- results:begin -->", "text")]
    [DataRow("f has no line <!-- results:end -->", "<!-- results:begin -->\ntext <!-- results:end -->")]
    [DataRow("f has the line <!-- results:begin --> more than once", "<!-- results:begin -->\n<!-- results:begin -->\n<!-- results:end -->")]
    [DataRow("f: the line <!-- results:end --> stands before", "<!-- results:end -->\n<!-- results:begin -->")]
    public void LinesThatAreNotThereAreSaid(string part, string text) =>
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => MarkedPart.Replace("f", text, "new\n")).Message, part);
}
