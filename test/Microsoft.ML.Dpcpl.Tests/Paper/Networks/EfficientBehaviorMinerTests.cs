using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

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
        [Shape() with { Mixer = SequenceMixer.Attention, TimeDecay = true }],
        [Shape() with { Mixer = SequenceMixer.CausalFilter }],
        [Shape() with { Streams = StreamMode.Compact }],
        [Shape() with { PerBehaviorFilter = true, Activation = FilterActivation.Gelu }],
        [Shape() with { Streams = StreamMode.Compact, PerBehaviorFilter = true }],
        [Shape() with { Streams = StreamMode.Compact, Positions = SlotPositions.FromOldest }],
        [Shape() with { Normalization = LayerNormPlacement.FeedForwardInputs }],
        [Shape() with { Mixer = SequenceMixer.CausalFilter, Positions = SlotPositions.FromOldest, Normalization = LayerNormPlacement.FeedForwardInputs }],
    ];

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void WhatStandsInEmptySlotsNeverMatters(object variant)
    {
        using var scope = NewDisposeScope();
        var network = new Sample((EfficientBehaviorMinerShape)variant);
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
            var network = new Sample((EfficientBehaviorMinerShape)variant);
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

    /// <summary>Packed streams: every behavior's events stand side by side at the window's end, in the order of time.</summary>
    [TestMethod]
    public void PackedStreamsHoldEachBehaviorsOwnEventsInOrder()
    {
        using var scope = NewDisposeScope();
        // Two windows of five slots: user 0 has a, b, a under 1, 2, 1; user 1 has an unknown behavior before one under 2.
        Tensor items = tensor(new long[,] { { 0, 0 }, { 0, 0 }, { 5, 0 }, { 6, 8 }, { 7, 9 } });
        Tensor behaviors = tensor(new long[,] { { 0, 0 }, { 0, 0 }, { 1, 0 }, { 2, 0 }, { 1, 2 } });
        Tensor valid = tensor(new double[,] { { 0, 0 }, { 0, 0 }, { 1, 0 }, { 1, 1 }, { 1, 1 } });
        var (packed, kinds, filled) = PackedStreams.Of(items, behaviors, valid, 2);
        long[] Column(Tensor window, int column) => [.. window.select(1, column).data<long>()];
        CollectionAssert.AreEqual(new long[] { 5, 6 }, new[] { packed.shape[0], packed.shape[1] });
        CollectionAssert.AreEqual(new long[] { 0, 0, 5, 6, 7 }, Column(packed, 0));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 5, 7 }, Column(packed, 1));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 1, 1 }, Column(kinds, 1));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 0, 6 }, Column(packed, 2));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 8, 9 }, Column(packed, 3));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 0, 0 }, Column(packed, 4));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 0, 9 }, Column(packed, 5));
        Assert.AreEqual(0, TestTensors.Distance(packed.ne(0).to(ScalarType.Float64), filled));
    }

    /// <summary>A filter of its own for each stream: a change of one behavior's filter changes the result.</summary>
    [TestMethod]
    [DataRow(StreamMode.Mask)]
    [DataRow(StreamMode.Compact)]
    public void EachBehaviorsOwnFilterMatters(StreamMode streams)
    {
        using var scope = NewDisposeScope();
        var network = new Sample(Shape() with { Streams = streams, PerBehaviorFilter = true });
        for (int behavior = 0; behavior < Behaviors; behavior++)
        {
            Tensor before = network.Encode();
            var weight = network.Network.Named($"_layers.0._mixer._behaviorFilters.{behavior}._weight1");
            weight.Set(weight * 2);
            Assert.IsGreaterThan(1e-9, TestTensors.Distance(before, network.Encode()), $"behavior {behavior + 1}");
        }
    }

    /// <summary>Prompts before a whole window: the events keep their slots, and zero prompts only make the transform longer.</summary>
    [TestMethod]
    public void PrependedPromptsLeaveTheEventsTheirSlots()
    {
        using var scope = NewDisposeScope();
        var network = new Sample(Shape());
        Tensor Longer(Tensor window) => cat([zeros([Tokens, Windows], window.dtype), window], 0);
        Tensor prompts = TestTensors.Random(3, 2, Tokens, Windows, Width);
        Tensor u = network.Network.forward(
            network.Table, Longer(network.Items), Longer(network.Behaviors), Longer(network.Valid), prompts, Dropout.None);
        CollectionAssert.AreEqual(new long[] { Windows, Width }, u.shape);
        // The oldest event of a full window still matters: it has not made room for the prompts.
        network.Items[0, 1] = tensor(4L);
        network.Valid[0, 1] = tensor(1.0, ScalarType.Float64);
        Tensor changed = network.Network.forward(
            network.Table, Longer(network.Items), Longer(network.Behaviors), Longer(network.Valid), prompts, Dropout.None);
        Assert.IsGreaterThan(1e-9, (changed - u).abs()[1].max().ToDouble());
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void ZeroPromptsReproduceThePretrainedOutput(object variant)
    {
        var shape = (EfficientBehaviorMinerShape)variant;
        if (shape.Causal)
            return; // Attention has a softmax over keys, the causal filter a bias in its values: a zero prompt is still a prompt.
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
        var mixer = new SelfAttentionMixer(Width, 2, false, new Initialization(3));
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

    /// <summary>exp(q k / sqrt(d)) (1 + g)^-a, normalized over the slots up to the one that looks back, computed in loops.</summary>
    [TestMethod]
    public void TimeDecayMultipliesWeightsByAPowerOfTheGap()
    {
        using var scope = NewDisposeScope();
        const int Slots = 5;
        var mixer = new SelfAttentionMixer(Width, 1, true, new Initialization(3));
        mixer.to(ScalarType.Float64);
        double[] days = [40, 7, 7, 0.5, 0];
        double a = Math.Log(1 + Math.Exp(mixer.Named("_decay").Doubles()[0]));
        Tensor x = TestTensors.Random(1, Slots, 1, Width);
        WindowMasks masks = WindowMasks.Create(ones(Slots, 1, dtype: ScalarType.Int64), ones(Slots, 1, dtype: ScalarType.Float64), 1, 0)
            .WithGaps(tensor(days, [Slots, 1]));
        Tensor projected = nn.functional.linear(x, mixer.Named("_projection._weight"), mixer.Named("_projection._bias"));
        double[][] rows = [.. Enumerable.Range(0, Slots).Select(t => projected[t].Doubles())];
        var expected = new double[Slots, Width];
        for (int t = 0; t < Slots; t++)
        {
            double[] weights = [.. Enumerable.Range(0, t + 1).Select(j =>
                Math.Exp(Enumerable.Range(0, Width).Sum(c => rows[t][c] * rows[j][Width + c]) / Math.Sqrt(Width)) * Math.Pow(1 + days[j] - days[t], -a))];
            for (int c = 0; c < Width; c++)
                expected[t, c] = Enumerable.Range(0, t + 1).Sum(j => weights[j] * rows[j][(2 * Width) + c]) / weights.Sum();
        }

        Tensor mixed = nn.functional.linear(tensor(expected), mixer.Named("_output._weight"), mixer.Named("_output._bias"));
        Assert.IsLessThan(1e-10, TestTensors.Distance(mixed.unsqueeze(1), mixer.Mix(x, masks, false)));
        Assert.IsLessThan(1e-10, TestTensors.Distance(mixed[Slots - 1].view(1, 1, Width), mixer.Mix(x, masks, true)));
    }

    /// <summary>All positions from one pass: the newest is what one encodes alone, and none knows a later event.</summary>
    [TestMethod]
    [DataRow(SequenceMixer.Attention)]
    [DataRow(SequenceMixer.CausalFilter)]
    public void EveryPositionIsEncodedWithoutTheLaterOnes(SequenceMixer mixer)
    {
        using var scope = NewDisposeScope();
        var network = new Sample(Shape() with { Mixer = mixer, TimeDecay = true });
        Tensor All() => network.Network.EncodeAllPositions(
            network.Table, new WindowInputs(network.Items, network.Behaviors, network.Valid, network.Days, null, null), Dropout.None);
        Tensor before = All();
        Assert.IsLessThan(1e-12, TestTensors.Distance(before[Length - 1], network.Encode()));
        network.Items[11, 1] = tensor(19L);
        Tensor difference = (All() - before).abs().amax([1, 2]);
        // A transform rounds: what is not known may change the last digits.
        Assert.IsLessThan(1e-12, difference.narrow(0, 0, 11).max().ToDouble());
        Assert.IsGreaterThan(1e-9, difference.narrow(0, 11, Length - 11).min().ToDouble());
        var filter = new Sample(Shape());
        Assert.ThrowsExactly<NotSupportedException>(() => filter.Network.EncodeAllPositions(
            filter.Table, new WindowInputs(filter.Items, filter.Behaviors, filter.Valid, filter.Days, null, null), Dropout.None));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void GradientsEqualFiniteDifferences(object variant)
    {
        using var scope = NewDisposeScope();
        var network = new Sample((EfficientBehaviorMinerShape)variant);
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

    private static EfficientBehaviorMinerShape Shape() => new(Items, Behaviors, Length, Width, Layers: 2, Blocks: 2);

    /// <summary>A network in double precision with windows whose first six slots are empty.</summary>
    private sealed class Sample
    {
        public Sample(EfficientBehaviorMinerShape shape)
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
            Days = zeros(Length, Windows, dtype: ScalarType.Float64);
            for (int slot = 6; slot < Length; slot++)
            {
                for (int window = 0; window < Windows; window++)
                {
                    Items[slot, window] = tensor(1L + random.NextInt32(18));
                    Behaviors[slot, window] = tensor(1L + random.NextInt32(3));
                    Valid[slot, window] = tensor(1.0, ScalarType.Float64);
                    Days[slot, window] = tensor((Length - 1 - slot) * (window + 0.5), ScalarType.Float64);
                }
            }
        }

        public EfficientBehaviorMiner Network { get; }

        public Tensor Table { get; }

        public Tensor Items { get; }

        public Tensor Behaviors { get; }

        public Tensor Valid { get; }

        public Tensor Days { get; }

        public Tensor Encode(Tensor? prompts = null) => Network.forward(Table, Items, Behaviors, Valid, prompts, Dropout.None, Days);
    }
}
