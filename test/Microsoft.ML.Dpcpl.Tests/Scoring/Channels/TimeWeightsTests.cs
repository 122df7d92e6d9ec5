using CsCheck;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class TimeWeightsTests
{
    [TestMethod]
    public void ManyAtATimeAreTheSameAsOneByOne() => Gen.Select(Gen.Long[-1L << 40, 1L << 40], Gen.Long[-1L << 40, 1L << 40].Array[0, 40], Gen.OneOf(Gen.Const(1.0), Gen.Const(0.001), Gen.Const(86_400.0))).Sample((time, others, unit) =>
    {
        var weights = new double[others.Length + 3];
        TimeWeights.Of(time, others, unit, weights);
        CollectionAssert.AreEqual(others.Select(other => ItemNeighbors.TimeWeight(time, other, unit)).ToArray(), weights[..others.Length]);
    });
}
