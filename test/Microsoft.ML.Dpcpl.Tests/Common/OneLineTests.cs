using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class OneLineTests
{
    [TestMethod]
    [DataRow("tensor 'ä' belongs.", "tensor 'ä' belongs")]
    [DataRow("a\r\nb\tc\0\u001b[2J", "a??b?c??[2J")]
    [DataRow("a\u2028b\u202ec", "a?b?c")]
    public void WhatControlsATerminalIsLeftOut(string text, string expected) => Assert.AreEqual(expected, OneLine.Of(text));

    [TestMethod]
    public void HalfACharacterIsLeftOut() => Assert.AreEqual("a?b", OneLine.Of($"a{(char)0xD83D}b"));

    [TestMethod]
    public void ALongTextIsCut() => Assert.AreEqual(new string('x', 400) + "...", OneLine.Of(new string('x', 100_000)));
}
