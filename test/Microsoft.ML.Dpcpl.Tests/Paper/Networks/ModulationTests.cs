using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

/// <summary>Prompts that scale and shift, in double precision: windows of ten slots of which the first three, and all of one window, are empty.</summary>
[TestClass]
public sealed class ModulationTests
{
    private const int Width = 8, Length = 10, Windows = 4, Layers = 2, Empty = 3, EmptyWindow = 3;

    public static IEnumerable<object[]> Shapes =>
    [
        [Shape(SequenceMixer.CausalFilter)],
        [Shape(SequenceMixer.Attention) with { TimeDecay = true }],
        [Shape(SequenceMixer.Filter)],
        [Shape(SequenceMixer.Filter) with { Streams = StreamMode.Compact }],
        [Shape(SequenceMixer.CausalFilter) with { AttributeSizes = [4] }],
        [Shape(SequenceMixer.CausalFilter) with { Positions = SlotPositions.FromOldest, Normalization = LayerNormPlacement.FeedForwardInputs }],
    ];

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void NoneAtAllIsThePretrainedNetwork(object shape)
    {
        using var scope = NewDisposeScope();
        var sample = new Sample((EfficientBehaviorMinerShape)shape);
        Modulation zero = Zero(sample.Shape);
        Assert.IsLessThan(1e-12, TestTensors.Distance(sample.Encode(null), sample.Encode(zero)));
    }

    /// <summary>Each vector of each layer and of the top moves the user vector of its own user, and of no other.</summary>
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void EveryVectorReachesItsOwnUserAlone(object shape)
    {
        using var scope = NewDisposeScope();
        var sample = new Sample((EfficientBehaviorMinerShape)shape);
        Tensor before = sample.Encode(null);
        void Check(Modulation changed, string what)
        {
            Tensor difference = (sample.Encode(changed) - before).abs().amax([1]);
            Assert.IsGreaterThan(1e-9, difference[1].ToDouble(), what);
            Assert.IsLessThan(1e-12, difference[0].ToDouble(), what);
            Assert.IsLessThan(1e-12, difference[2].ToDouble(), what);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            for (int vector = 0; vector < sample.Shape.Modulations; vector++)
            {
                Modulation changed = Zero(sample.Shape);
                changed.Layers[layer, vector, 1] = TestTensors.Random(70 + vector, Width);
                Check(changed, $"layer {layer}, vector {vector}");
            }
        }

        for (int vector = 0; vector < Modulation.OfTop; vector++)
        {
            Modulation changed = Zero(sample.Shape);
            changed.Top[vector, 1] = TestTensors.Random(80 + vector, Width);
            Check(changed, $"top, vector {vector}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void AWindowWithoutEventsStaysAsItIs(object shape)
    {
        using var scope = NewDisposeScope();
        var sample = new Sample((EfficientBehaviorMinerShape)shape);
        Assert.IsLessThan(1e-12, TestTensors.Distance(sample.Encode(null)[EmptyWindow], sample.Encode(Random(sample.Shape))[EmptyWindow]));
    }

    /// <summary>The definition, slot by slot over whole windows: the newest slot's mixer is modulated in every layer, no other slot is.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheCausalFilterIsModulatedInTheNewestSlot(bool attributes)
    {
        using var scope = NewDisposeScope();
        EfficientBehaviorMinerShape shape = Shape(SequenceMixer.CausalFilter) with { AttributeSizes = attributes ? [4] : null };
        var sample = new Sample(shape);
        Modulation modulation = Random(shape), twin = new(modulation.Layers.clone(), modulation.Top.clone());
        Tensor weights = TestTensors.Random(9, Windows, Width);
        foreach (Tensor vectors in (Tensor[])[modulation.Layers, modulation.Top, twin.Layers, twin.Top])
            vectors.requires_grad_(true);
        Tensor expected = sample.Defined(twin), actual = sample.Encode(modulation);
        Assert.IsLessThan(1e-11, TestTensors.Distance(expected, actual));
        (expected * weights).sum().backward();
        (actual * weights).sum().backward();
        Assert.IsLessThan(1e-11, TestTensors.Distance(twin.Layers.grad!, modulation.Layers.grad!));
        Assert.IsLessThan(1e-11, TestTensors.Distance(twin.Top.grad!, modulation.Top.grad!));
        Assert.IsGreaterThan(1e-6, modulation.Layers.grad!.abs().amax([2, 3]).min().ToDouble(), "no vector is without effect");
    }

    private static EfficientBehaviorMinerShape Shape(SequenceMixer mixer) => new(20, 3, Length, Width, Layers, Blocks: 2, Mixer: mixer);

    private static Modulation Zero(EfficientBehaviorMinerShape shape) => new(
        zeros(Layers, shape.Modulations, Windows, Width, dtype: ScalarType.Float64), zeros(Modulation.OfTop, Windows, Width, dtype: ScalarType.Float64));

    private static Modulation Random(EfficientBehaviorMinerShape shape) => new(
        TestTensors.Random(3, Layers, shape.Modulations, Windows, Width), TestTensors.Random(4, Modulation.OfTop, Windows, Width));

    private sealed class Sample
    {
        private readonly EfficientBehaviorMiner _network;
        private readonly Tensor _table;

        public Sample(EfficientBehaviorMinerShape shape)
        {
            Shape = shape;
            _network = new EfficientBehaviorMiner(shape, 5);
            _network.to(ScalarType.Float64);
            int seed = 50;
            foreach ((string _, TorchSharp.Modules.Parameter parameter) in _network.named_parameters())
            {
                parameter.Set(parameter + (TestTensors.Random(seed++, parameter.shape) * 0.2));
                parameter.requires_grad = false;
            }

            _table = SequenceEncoder.CreateItemTable(shape, 6).to(ScalarType.Float64) * 50;
            Inputs = MakeInputs(shape);
        }

        public EfficientBehaviorMinerShape Shape { get; }

        public WindowInputs Inputs { get; }

        public Tensor Encode(Modulation? modulation) =>
            _network.Encode(_table, Inputs, modulation is null ? null : new Prompts(null, null, null, modulation), Dropout.None);

        /// <summary>What the causal filter's modulation is defined to be, in loops over slots and lags.</summary>
        public Tensor Defined(Modulation modulation)
        {
            Tensor Weight(string name) => _network.named_parameters().Single(p => p.name == name).parameter;
            Tensor Normalized(Tensor x, string name) => nn.functional.layer_norm(x, [Width], Weight(name + "._scale"), Weight(name + "._shift"), 1e-5);
            Tensor Mapped(Tensor x, string name) => x.matmul(Weight(name + "._weight").t()) + Weight(name + "._bias");
            var slots = new Tensor[Length];
            for (int t = 0; t < Length; t++)
            {
                Tensor sum = _table[Inputs.Items[t]] + Weight("_positions")[t] + Weight("_behaviors")[Inputs.Behaviors[t]];
                slots[t] = Normalized(sum, "_embeddingNorm") * Inputs.Valid[t].unsqueeze(1);
            }

            for (int layer = 0; layer < Layers; layer++)
            {
                string name = $"_layers.{layer}";
                Tensor kernel = Weight($"{name}._mixer._kernel");
                Tensor[] inner = [.. slots.Select(x => Mapped(x, $"{name}._mixer._input"))];
                slots = [.. Enumerable.Range(0, Length).Select(t =>
                {
                    Tensor filtered = zeros(Windows, Width, dtype: ScalarType.Float64);
                    for (int lag = 0; lag <= t; lag++)
                        filtered += kernel[lag] * inner[t - lag].narrow(1, 0, Width) * Inputs.Valid[t - lag].unsqueeze(1);
                    Tensor gate = inner[t].narrow(1, Width, Width);
                    Tensor a = zeros_like(filtered), b = a;
                    if (t == Length - 1)
                    {
                        (a, b) = (modulation.Layers[layer, 0], modulation.Layers[layer, 1]);
                        (filtered, gate) = (filtered + modulation.Layers[layer, 2], gate + modulation.Layers[layer, 3]);
                    }

                    Tensor mixed = (Mapped(filtered * gate * gate.sigmoid(), $"{name}._mixer._output") * (1 + a)) + b;
                    Tensor after = Normalized(slots[t] + mixed, $"{name}._mixerNorm");
                    Tensor fed = Mapped(nn.functional.gelu(Mapped(after, $"{name}._feedForward._inner")), $"{name}._feedForward._outer");
                    return Normalized(after + fed, $"{name}._feedForwardNorm") * Inputs.Valid[t].unsqueeze(1);
                })];
            }

            // What attributes add does not depend on the window.
            Tensor users = slots[^1];
            if (Inputs.Attributes is not null)
                users += _network.Encode(_table, Inputs with { Valid = zeros_like(Inputs.Valid) }, null, Dropout.None);
            Tensor there = Inputs.Valid[Length - 1].unsqueeze(1);
            return users + (((users * modulation.Top[0]) + modulation.Top[1]) * there);
        }

        private static WindowInputs MakeInputs(EfficientBehaviorMinerShape shape)
        {
            var random = new SeededRandom(7);
            Tensor items = zeros(Length, Windows, dtype: ScalarType.Int64), behaviors = zeros(Length, Windows, dtype: ScalarType.Int64);
            Tensor valid = zeros(Length, Windows, dtype: ScalarType.Float64), days = zeros(Length, Windows, dtype: ScalarType.Float64);
            for (int slot = Empty; slot < Length; slot++)
            {
                for (int window = 0; window < EmptyWindow; window++)
                {
                    items[slot, window] = tensor(1L + random.NextInt32(18));
                    behaviors[slot, window] = tensor(1L + random.NextInt32(3));
                    valid[slot, window] = tensor(1.0, ScalarType.Float64);
                    days[slot, window] = tensor((Length - 1 - slot) * (window + 0.5), ScalarType.Float64);
                }
            }

            Tensor? attributes = shape.AttributeSizes is null ? null : tensor(new long[] { 1, 2, 3, 0 }, [Windows, 1]);
            return new WindowInputs(items, behaviors, valid, days, attributes, null);
        }
    }
}
