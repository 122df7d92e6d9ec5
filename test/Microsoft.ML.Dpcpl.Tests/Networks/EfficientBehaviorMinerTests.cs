using Microsoft.ML.Dpcpl.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

[TestClass]
public sealed class EfficientBehaviorMinerTests
{
    private const int Items = 20, Behaviors = 3, Length = 16, Width = 8, Windows = 4, Tokens = 3;

    public static IEnumerable<object[]> Variants =>
    [
        [Shape()],
        [Shape() with { GainKnots = 4 }],
        [Shape() with { Streams = StreamMode.OverallOnly, Skip = SkipProjection.Identity }],
        [Shape() with { Mixer = SequenceMixer.Attention }],
    ];

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void WhatStandsInEmptySlotsNeverMatters(object variant)
    {
        using var scope = NewDisposeScope();
        var network = new Sample((NetworkShape)variant);
        Tensor before = network.Encode();
        // Slots 0..5 of every window are empty.
        network.Items.narrow(0, 0, 6).fill_(7);
        network.Behaviors.narrow(0, 0, 6).fill_(2);
        Assert.AreEqual(0, TestTensors.Distance(before, network.Encode()));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void AnEventInsideTheWindowMatters(object variant)
    {
        using var scope = NewDisposeScope();
        for (int slot = 6; slot < Length; slot++)
        {
            var network = new Sample((NetworkShape)variant);
            Tensor before = network.Encode();
            network.Items[slot, 1] = tensor(19L);
            Tensor difference = (network.Encode() - before).abs().amax([1]);
            Assert.IsGreaterThan(1e-9, difference[1].ToDouble(), $"slot {slot}");
            Assert.AreEqual(0, difference[0].ToDouble(), "another user changed");
        }
    }

    [TestMethod]
    public void ABehaviorMattersThroughItsStreamBeyondItsEmbedding()
    {
        using var scope = NewDisposeScope();
        var network = new Sample(Shape());
        network.Network.Named("_behaviors").Set(zeros_like(network.Network.Named("_behaviors")));
        Tensor before = network.Encode();
        network.Behaviors[10, 0] = tensor(1 + (network.Behaviors[10, 0].ToInt64() % Behaviors));
        Assert.IsGreaterThan(1e-9, (network.Encode() - before).abs()[0].max().ToDouble());
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void ZeroPromptsReproduceThePretrainedOutput(object variant)
    {
        var shape = (NetworkShape)variant;
        if (shape.Mixer == SequenceMixer.Attention)
            return; // Attention has a softmax over keys: a zero key still takes its share.
        using var scope = NewDisposeScope();
        var network = new Sample(shape);
        Tensor prompts = zeros(shape.Layers, Tokens, Windows, Width, dtype: ScalarType.Float64);
        Assert.IsLessThan(1e-12, TestTensors.Distance(network.Encode(), network.Encode(prompts)));
        Assert.IsGreaterThan(1e-6, TestTensors.Distance(network.Encode(), network.Encode(prompts + 0.5)));
    }

    [TestMethod]
    public void EveryLayersPromptReachesTheUserVectorOfItsOwnUserOnly()
    {
        using var scope = NewDisposeScope();
        var network = new Sample(Shape());
        Tensor prompts = TestTensors.Random(3, 2, Tokens, Windows, Width);
        Tensor before = network.Encode(prompts);
        for (int layer = 0; layer < 2; layer++)
        {
            Tensor changed = prompts.clone();
            changed[layer, 1, 2] += 1;
            Tensor difference = (network.Encode(changed) - before).abs().amax([1]);
            Assert.IsGreaterThan(1e-9, difference[2].ToDouble());
            Assert.AreEqual(0, difference[0].ToDouble());
        }
    }

    [TestMethod]
    public void OneNetworkTakesWindowsOfAnyLengthUpToItsLargest()
    {
        using var scope = NewDisposeScope();
        var network = new Sample(Shape());
        Tensor whole = network.Encode();
        foreach (int length in new[] { 15, 12, 10 })
        {
            var windows = new Sample(Shape());
            Tensor part = windows.Network.forward(
                windows.Table, windows.Items.narrow(0, Length - length, length), windows.Behaviors.narrow(0, Length - length, length),
                windows.Valid.narrow(0, Length - length, length), null, Dropout.None);
            CollectionAssert.AreEqual(whole.shape, part.shape);
            Assert.IsTrue(part.isfinite().all().ToBoolean());
        }
    }

    [TestMethod]
    public void AttentionIsCausalThroughTheLastSlotOnly()
    {
        using var scope = NewDisposeScope();
        var mixer = new SelfAttentionMixer(Width, 2, new Initialization(3));
        mixer.to(ScalarType.Float64);
        Tensor x = TestTensors.Random(1, Length, Windows, Width);
        WindowMasks masks = WindowMasks.Create(ones(Length, Windows, dtype: ScalarType.Int64), ones(Length, Windows, dtype: ScalarType.Float64), 1, 0);
        Tensor before = mixer.Mix(x, masks, false);
        Tensor changed = x.clone();
        changed[9] += 1;
        Tensor difference = (mixer.Mix(changed, masks, false) - before).abs().amax([1, 2]);
        Assert.AreEqual(0, difference.narrow(0, 0, 9).max().ToDouble());
        Assert.IsGreaterThan(1e-9, difference.narrow(0, 9, 7).min().ToDouble());
        Assert.IsLessThan(1e-12, TestTensors.Distance(before.narrow(0, Length - 1, 1), mixer.Mix(x, masks, true)));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void GradientsEqualFiniteDifferences(object variant)
    {
        using var scope = NewDisposeScope();
        var network = new Sample((NetworkShape)variant);
        Tensor prompts = TestTensors.Random(8, 2, Tokens, Windows, Width), weights = TestTensors.Random(9, Windows, Width);
        double error = TestTensors.GradientError(
            [.. network.Network.parameters(), network.Table, prompts], () => (network.Encode(prompts) * weights).sum());
        Assert.IsLessThan(1e-5, error);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameNetworkWhateverTorchsGlobalGeneratorDid()
    {
        using var scope = NewDisposeScope();
        var first = new EfficientBehaviorMiner(Shape(), 5);
        torch.rand(3);
        var second = new EfficientBehaviorMiner(Shape(), 5);
        var other = new EfficientBehaviorMiner(Shape(), 6);
        foreach (var ((name, a), (_, b)) in first.named_parameters().Zip(second.named_parameters()))
            Assert.AreEqual(0, TestTensors.Distance(a, b), name);
        Assert.IsGreaterThan(0, TestTensors.Distance(first.Named("_positions"), other.Named("_positions")));
    }

    private static NetworkShape Shape() => new(Items, Behaviors, Length, Width, Layers: 2, Blocks: 2);

    /// <summary>A network in double precision with windows whose first six slots are empty.</summary>
    private sealed class Sample
    {
        public Sample(NetworkShape shape)
        {
            Network = new EfficientBehaviorMiner(shape, 5);
            Network.to(ScalarType.Float64);
            // Weights larger than at the start, so that no path is too faint to see.
            int seed = 50;
            foreach (var (name, parameter) in Network.named_parameters())
            {
                if (!name.Contains("Norm", StringComparison.Ordinal))
                    parameter.Set(parameter + (TestTensors.Random(seed++, parameter.shape) * 0.2));
            }

            Table = EfficientBehaviorMiner.CreateItemTable(shape, 6).to(ScalarType.Float64) * 50;
            var random = new SeededRandom(7);
            Items = zeros(Length, Windows, dtype: ScalarType.Int64);
            Behaviors = zeros(Length, Windows, dtype: ScalarType.Int64);
            Valid = zeros(Length, Windows, dtype: ScalarType.Float64);
            for (int slot = 6; slot < Length; slot++)
            {
                for (int window = 0; window < Windows; window++)
                {
                    Items[slot, window] = tensor(1L + random.NextInt32(18));
                    Behaviors[slot, window] = tensor(1L + random.NextInt32(3));
                    Valid[slot, window] = tensor(1.0, ScalarType.Float64);
                }
            }
        }

        public EfficientBehaviorMiner Network { get; }

        public Tensor Table { get; }

        public Tensor Items { get; }

        public Tensor Behaviors { get; }

        public Tensor Valid { get; }

        public Tensor Encode(Tensor? prompts = null) => Network.forward(Table, Items, Behaviors, Valid, prompts, Dropout.None);
    }
}
