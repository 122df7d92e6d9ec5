using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class QuotedTests
{
    [TestMethod]
    [DataRow("item 1", "item 1")]
    [DataRow("Ünal 日本 😀", "Ünal 日本 😀")]
    [DataRow("a\u001b[31mb\u0007", "a\\u001b[31mb\\u0007")]
    [DataRow("a\r\n\tb", "a\\u000d\\u000a\\u0009b")]
    [DataRow("\u0085\u009b\u007f", "\\u0085\\u009b\\u007f")]
    [DataRow("a\u202eb\u2028c\u200d", "a\\u202eb\\u2028c\\u200d")]
    public void ControlCharactersAreEscaped(string text, string shown) => Assert.AreEqual(shown, Quoted.Text(text));

    [TestMethod]
    public void HalvesOfCharactersAreEscaped() => Assert.AreEqual("a\\ud83d\\ude00b", Quoted.Text("a\ud83d") + Quoted.Text("\ude00b"));

    [TestMethod]
    public void LongTextIsCut()
    {
        Assert.AreEqual(new string('x', 80), Quoted.Text(new string('x', 80)));
        Assert.AreEqual(new string('x', 80) + "...", Quoted.Text(new string('x', 81)));
        Assert.IsLessThan(100, Quoted.Text(new string('\u001b', 1000)).Length);
        Assert.AreEqual("a, b", Quoted.List(["a", "b"]));
        StringAssert.EndsWith(Quoted.List([.. Enumerable.Repeat("x", 5000)]), "x, ... (5000)");
    }
}
