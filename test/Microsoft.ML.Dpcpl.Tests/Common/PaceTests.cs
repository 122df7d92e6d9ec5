using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class PaceTests
{
    [TestMethod]
    public void SpeaksAfterTwoSecondsThenEveryTen()
    {
        var pace = new Pace();
        double[] asked = [0, 1.9, 2, 2.1, 11.9, 12, 13, 30, 39, 40];
        CollectionAssert.AreEqual((double[])[2, 12, 30, 40], Array.FindAll(asked, pace.IsDue));
    }

    [TestMethod]
    [DataRow(0.2, "1 s")]
    [DataRow(89.0, "89 s")]
    [DataRow(90.0, "2 min")]
    [DataRow(600.0, "10 min")]
    [DataRow(9000.0, "2.5 h")]
    public void TimesAreShort(double seconds, string text) => Assert.AreEqual(text, Pace.Text(TimeSpan.FromSeconds(seconds)));
}
