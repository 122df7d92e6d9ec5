using Microsoft.ML.Dpcpl.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class EpochSumsTests
{
    [TestMethod]
    public void WhatWasAddedCountsOnceItIsRead()
    {
        using var scope = NewDisposeScope();
        using var sums = new EpochSums();
        sums.Read();
        Assert.AreEqual(0, sums.Loss);
        Assert.IsNull(sums.Figures());
        sums.Add(Result(2.5, 3, 0.25));
        sums.Add(Result(1.5, 4, 0.75));
        Assert.AreEqual((0, 0), (sums.Loss, sums.Examples));
        sums.Read();
        Assert.AreEqual((4, 7), (sums.Loss, sums.Examples));
        sums.Read();
        sums.Add(Result(-1, 1, 0.5));
        sums.Read();
        Assert.AreEqual((3, 8), (sums.Loss, sums.Examples));
        Assert.AreEqual(0.5, sums.Figures()!["share"]);
    }

    private static StepResult Result(double loss, int examples, double figure) => new(tensor(loss), null, examples, [("share", tensor(figure))]);
}
