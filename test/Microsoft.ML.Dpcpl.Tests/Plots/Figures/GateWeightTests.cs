using Microsoft.ML.Dpcpl.Plots.Figures;

namespace Microsoft.ML.Dpcpl.Tests.Plots.Figures;

[TestClass]
public sealed class GateWeightTests
{
    [TestMethod]
    public void MeanAndDeviationOfTheUsers() => CollectionAssert.AreEqual(
        (GateWeight[])[new(0.5, 0.25), new(0.375, 0.125), new(0.125, 0.125)],
        GateWeight.Of([[0.25f, 0.5f, 0.25f], [0.75f, 0.25f, 0]]));
}
