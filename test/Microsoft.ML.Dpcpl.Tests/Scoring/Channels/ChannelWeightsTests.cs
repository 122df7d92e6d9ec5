using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class ChannelWeightsTests
{
    [TestMethod]
    public void EveryChannelHasItsWeight()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => (o.NeighborItems, o.PretrainingEpochs, o.TuningEpochs) = (8, 1, 1)));
        ScoreChannels channels = model.Model.Channels;
        IReadOnlyList<ScoreChannelWeight> weights = model.ChannelWeights();
        Assert.IsNotEmpty(weights);
        Assert.HasCount(channels.Channels.Count, weights);
        for (int i = 0; i < weights.Count; i++)
            Assert.AreEqual((channels.Channels[i].Name, channels.Weights[i].Gain, channels.Weights[i].Scale), (weights[i].Channel, weights[i].Gain, weights[i].Scale));
        using NeuralModelParameters alone = TinyShop.Model(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 1)));
        Assert.IsEmpty(alone.ChannelWeights());
    }
}
