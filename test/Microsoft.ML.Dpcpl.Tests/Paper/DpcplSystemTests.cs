using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Paper;

[TestClass]
public sealed class DpcplSystemTests
{
    /// <summary>Prompts are tuned in steps of PromptBatchSize windows, in fewer on a small log, and in no fewer than BatchSize.</summary>
    [TestMethod]
    [DataRow(16, 128, 100_000, 128)]
    [DataRow(16, 128, 50 * 40, 40)]
    [DataRow(16, 128, 100, 16)]
    [DataRow(256, 128, 100_000, 256)]
    public void StepsOfPromptTuningFitTheLog(int batchSize, int promptBatchSize, int examples, int expected)
    {
        DpcplTrainer.Options options = TinyShop.Options(o => (o.BatchSize, o.PromptBatchSize) = (batchSize, promptBatchSize));
        NeuralSystem system = options.System();
        PromptShape prompts = system.Prompts(system.Encoder(10, 2, []), Features())!;
        Assert.AreEqual(expected, system.BatchSize(prompts, examples));
        Assert.AreEqual(batchSize, system.BatchSize(null, examples), "pre-training and full fine-tuning");
    }

    private static UserFeatures Features()
    {
        SequenceData train = TinyShop.Train();
        int[] lengths = train.Store.Lengths();
        return UserFeatures.Fit(train, lengths, PretrainBoundary.Of(train, TimeSplit.Global, 0.6), train.BehaviorNames.Length);
    }
}
