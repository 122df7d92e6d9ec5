using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

[TestClass]
public sealed class BatchTensorsTests
{
    /// <summary>The plain form reads every history to its padded end.</summary>
    [TestMethod]
    public void WhatPadsAllHistoriesCanBeLeftOut()
    {
        var shape = new CustomizedPromptsShape(8, 2, 3, 2, 2, [], 4, TokenProjection.LowRank, 2);
        using var scope = NewDisposeScope();
        var prompts = new CustomizedPrompts(shape, 6);
        Tensor table = rand(20, 8), statistics = zeros([2, 4], ScalarType.Int64);
        Tensor places = tensor((long[])[0, 2, 4]);
        HistoryLines padded = HistoryLines.Of([3, 4, 5, 0, 0, 0, 7, 0, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0], [2, 0, 1], 6, CPU), without = HistoryLines.Of([3, 4, 5, 7, 0, 0, 9, 2, 0], [2, 0, 1], 3, CPU);
        Tensor plain = prompts.forward(new PromptInputs(null, statistics, padded, places), table).Tokens!;
        Tensor shorter = prompts.forward(new PromptInputs(null, statistics, without, places), table).Tokens!;
        Assert.IsLessThan(1e-6, TestTensors.Distance(plain, shorter));
    }
}
