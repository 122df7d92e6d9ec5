using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.FeaRec;

[TestClass]
public sealed class HybridAttentionMixerTests
{
    private const int Length = 10, Windows = 3, Width = 8, Empty = 4;

    [TestMethod]
    public void WholeBandAndSpatialRatioOfOneIsTheAttentionOfSasRec()
    {
        using var scope = NewDisposeScope();
        var attention = new SelfAttentionMixer(Width, 2, false, new Initialization(7));
        attention.to(ScalarType.Float64);
        HybridAttentionMixer mixer = Mixer(globalRatio: 1, spatialRatio: 1);
        foreach ((string name, var parameter) in attention.named_parameters())
            mixer.Named(name).Set(parameter);
        (Tensor x, WindowMasks masks) = Input();
        // What stands in empty slots is set to zero by the layer.
        Tensor given = mixer.Mix(x, masks, lastOnly: false) * masks.Valid, expected = attention.Mix(x, masks, lastOnly: false) * masks.Valid;
        Assert.IsGreaterThan(1e-3, expected.abs().max().ToDouble());
        Assert.IsLessThan(1e-12, TestTensors.Distance(expected, given));
        Assert.IsLessThan(1e-12, TestTensors.Distance(expected.narrow(0, Length - 1, 1), mixer.Mix(x, masks, lastOnly: true)));
    }

    /// <summary>Ratios between the ends: parts of both; the last slot alone is the last slot of all.</summary>
    [TestMethod]
    public void TheSpatialRatioMixesBothAttentions()
    {
        using var scope = NewDisposeScope();
        (Tensor x, WindowMasks masks) = Input();
        Tensor Mixed(double spatialRatio, bool lastOnly) => Mixer(0.6, spatialRatio).Mix(x, masks, lastOnly);
        Tensor byLags = Mixed(0, false), bySlots = Mixed(1, false);
        Assert.IsGreaterThan(1e-3, TestTensors.Distance(byLags, bySlots));
        Assert.IsLessThan(1e-12, TestTensors.Distance((byLags * 0.75) + (bySlots * 0.25), Mixed(0.25, false)));
        foreach (double ratio in (double[])[0, 0.25, 1])
            Assert.IsLessThan(1e-12, TestTensors.Distance(Mixed(ratio, false).narrow(0, Length - 1, 1), Mixed(ratio, true)));
    }

    [TestMethod]
    public void AWindowHasTheSameLagsWhateverStandsBesideIt()
    {
        using var scope = NewDisposeScope();
        HybridAttentionMixer mixer = Mixer(0.6, 0.1);
        (Tensor x, WindowMasks masks) = Input();
        Tensor together = mixer.Mix(x, masks, lastOnly: false);
        for (int window = 0; window < Windows; window++)
        {
            var alone = new WindowMasks(masks.Valid.narrow(1, window, 1), masks.Streams.narrow(1, window, 1));
            Assert.IsLessThan(1e-12, TestTensors.Distance(together.narrow(1, window, 1), mixer.Mix(x.narrow(1, window, 1), alone, lastOnly: false)));
        }
    }

    private static HybridAttentionMixer Mixer(double globalRatio, double spatialRatio)
    {
        var mixer = new HybridAttentionMixer(new FeaRecShape(5, 1, Length, Width, false, [], 2, 2, 1, globalRatio, spatialRatio, 1.5), layer: 0, new Initialization(5));
        mixer.to(ScalarType.Float64);
        return mixer;
    }

    /// <summary>The first slots of the last window are empty.</summary>
    private static (Tensor X, WindowMasks Masks) Input()
    {
        Tensor valid = ones([Length, Windows, 1], ScalarType.Float64);
        valid.narrow(0, 0, Empty).narrow(1, Windows - 1, 1).zero_();
        return (TestTensors.Random(2, Length, Windows, Width) * valid, new WindowMasks(valid, valid.unsqueeze(-1)));
    }
}
