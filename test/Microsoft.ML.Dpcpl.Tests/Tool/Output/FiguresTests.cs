using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Output;

[TestClass]
public sealed class FiguresTests
{
    [TestMethod]
    [DataRow(0.1234, "+12.3 %")]
    [DataRow(-0.1236, "-12.4 %")]
    [DataRow(0.0004, "0.0 %")]
    [DataRow(-0.0004, "0.0 %")]
    [DataRow(-0.0006, "-0.1 %")]
    public void AChangeHasASignUnlessItRoundsToNothing(double change, string expected) =>
        Assert.AreEqual(expected, Figures.Change(change));
}
