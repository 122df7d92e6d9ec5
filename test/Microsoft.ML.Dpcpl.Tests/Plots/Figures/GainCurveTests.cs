using Microsoft.ML.Dpcpl.Plots.Figures;

namespace Microsoft.ML.Dpcpl.Tests.Plots.Figures;

[TestClass]
public sealed class GainCurveTests
{
    [TestMethod]
    public void QuartilesOfTheChannels() => CollectionAssert.AreEqual(
        (GainCurve[])[new(0, 3, 2, 4), new(0.25, 1, 1, 1), new(0.5, 2.5, 1.75, 3.25)],
        GainCurve.Of([[5, 1, 3, 2, 4], [1], [1, 2, 3, 4]]));
}
