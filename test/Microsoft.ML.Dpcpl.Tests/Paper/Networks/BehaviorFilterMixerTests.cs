using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

[TestClass]
public sealed partial class BehaviorFilterMixerTests
{
    private const int Length = 15, Rows = 3, Width = 8, Behaviors = 3;

    public static IEnumerable<object[]> Variants =>
    [
        [Shape()],
        [Shape() with { Skip = SkipProjection.Identity }],
        [Shape() with { GainKnots = 4 }],
        [Shape() with { SparsityThreshold = 0.05f }],
    ];

    /// <summary>
    /// Mixing the spectra gives what filtering each stream and mixing the results gives, at every slot, with the same gradients.
    /// The plain order is the one that filters of each behavior take: here all get the shared filter's weights.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void MixingTheSpectraEqualsMixingTheFilteredStreams(object variant)
    {
        using var scope = NewDisposeScope();
        var shape = (EfficientBehaviorMinerShape)variant;
        BehaviorFilterMixer fast = Mixer(shape), plain = Mixer(shape with { PerBehaviorFilter = true });
        int seed = 20;
        foreach (var (_, parameter) in fast.named_parameters())
            parameter.Set(parameter + (TestTensors.Random(seed++, parameter.shape) * 0.3));
        foreach (var (name, parameter) in plain.named_parameters())
            parameter.Set(fast.Named(OfBehavior().Replace(name, "_filter")));

        Tensor x = TestTensors.Random(1, Length, Rows, Width), weights = TestTensors.Random(2, Length, Rows, Width);
        Tensor behaviors = randint(0, Behaviors + 1, [Length, Rows], dtype: ScalarType.Int64, generator: new Generator(3));
        WindowMasks masks = WindowMasks.Create(behaviors, ones(Length, Rows, dtype: ScalarType.Float64), Behaviors + 1, 0);
        (Tensor, Tensor) Run(BehaviorFilterMixer mixer)
        {
            Tensor input = x.clone().requires_grad_();
            Tensor output = mixer.Mix(input, masks, lastOnly: false);
            (output * weights).sum().backward();
            return (output, input.grad!);
        }

        (Tensor fastOutput, Tensor fastGradient) = Run(fast);
        (Tensor plainOutput, Tensor plainGradient) = Run(plain);
        Assert.IsLessThan(1e-10, TestTensors.Distance(plainOutput, fastOutput));
        Assert.IsLessThan(1e-10, TestTensors.Distance(plainGradient, fastGradient));
        Assert.IsLessThan(1e-10, TestTensors.Distance(plain.Named("_mixer._weight").grad!, fast.Named("_mixer._weight").grad!));
        Assert.IsLessThan(1e-10, TestTensors.Distance(fastOutput.narrow(0, Length - 1, 1), fast.Mix(x, masks, lastOnly: true)));
    }

    private static EfficientBehaviorMinerShape Shape() => new(Items: 1, Behaviors, Length, Width, Layers: 1, Blocks: 2);

    private static BehaviorFilterMixer Mixer(EfficientBehaviorMinerShape shape)
    {
        var mixer = new BehaviorFilterMixer(shape, new Initialization(5));
        mixer.to(ScalarType.Float64);
        return mixer;
    }

    [GeneratedRegex(@"_behaviorFilters\.\d+")]
    private static partial Regex OfBehavior();
}
