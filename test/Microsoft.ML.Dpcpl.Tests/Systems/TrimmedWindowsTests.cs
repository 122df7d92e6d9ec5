using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Training cuts windows down to the longest history of a batch: for every encoder that allows it, user vectors and gradients are those of whole windows.</summary>
[TestClass]
public sealed class TrimmedWindowsTests
{
    private const int Length = 12, Empty = 5, Windows = 3, Width = 8, Tokens = 2, Layers = 2;

    public static IEnumerable<object[]> Trimmed => [["SasRec"], ["ESasRec"], ["Gru4Rec"], ["Bert4Rec"], ["Cl4SRec"], ["Ppr"], ["Mbht"], ["S3Rec"], ["CausalFilter"], ["Attention"], ["TimeDecay"], ["FromOldest"], ["FeedForwardInputs"]];

    public static IEnumerable<object[]> Whole => [["FmlpRec"], ["FeaRec"], ["Filter"], ["Mask"], ["Compact"]];

    [TestMethod]
    [DynamicData(nameof(Trimmed))]
    public void AShorterWindowGivesTheSameVectorsAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = Encoder(name);
        Assert.IsTrue(encoder.IgnoresEmptySlots);
        AssertSame(encoder, (table, windows) => encoder.Encode(table, windows, null, Dropout.None));
        AssertSame(encoder, (table, windows) => (encoder is IClozeEncoder cloze
            ? cloze.EncodeSlots(table, windows, Dropout.None)
            : encoder.EncodeAllPositions(table, windows, Dropout.None))[^(Length - Empty)..]);
    }

    [TestMethod]
    [DataRow("CausalFilter")]
    [DataRow("Attention")]
    [DataRow("TimeDecay")]
    [DataRow("Ppr")]
    public void PromptsMeetAShorterWindowAlike(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = Encoder(name);
        Tensor prompts = TestTensors.Random(5, Layers, Tokens, Windows, Width);
        AssertSame(encoder, (table, windows) => encoder.Encode(table, windows, new Prompts(prompts, null, null), Dropout.None), Tokens, prompts);
    }

    [TestMethod]
    [DynamicData(nameof(Whole))]
    public void AFilterOverTheWholeWindowSeesWholeWindows(string name)
    {
        using var scope = NewDisposeScope();
        Assert.IsFalse(Encoder(name).IgnoresEmptySlots);
    }

    private static void AssertSame(SequenceEncoder encoder, Func<Tensor, WindowInputs, Tensor> encode, int tokens = 0, Tensor? prompts = null)
    {
        Tensor table = TestTensors.Random(1, 21, Width);
        table[0].zero_();
        Tensor[] weights = [table, .. prompts is null ? Array.Empty<Tensor>() : [prompts], .. encoder.parameters()];
        foreach (Tensor weight in weights)
            weight.requires_grad_();
        (double[] vectors, double[][] gradients) = Pass(Inputs());
        (double[] shorterVectors, double[][] shorterGradients) = Pass(Shorter(Inputs(), Empty - tokens));
        AssertClose(vectors, shorterVectors);
        for (int i = 0; i < weights.Length; i++)
            AssertClose(gradients[i], shorterGradients[i]);

        (double[] Vectors, double[][] Gradients) Pass(WindowInputs windows)
        {
            foreach (Tensor weight in weights)
                weight.grad = null;
            Tensor users = encode(table, windows);
            (users * TestTensors.Random(2, users.shape)).sum().backward();
            return (users.Doubles(), [.. weights.Select(weight => weight.grad is { } gradient ? gradient.Doubles() : [])]);
        }
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-9 * (1 + Math.Abs(expected[i])));
    }

    private static SequenceEncoder Encoder(string name)
    {
        var shape = new EfficientBehaviorMinerShape(20, 3, Length, Width, Layers, 2, Streams: StreamMode.OverallOnly, FeedForwardMultiplier: 2);
        if (NeuralBaseline.Names.Any(row => (string)row[0] == name))
            return NeuralBaseline.Encoder(name, length: Length);
        shape = name switch
        {
            "CausalFilter" => shape with { Mixer = SequenceMixer.CausalFilter },
            "Attention" => shape with { Mixer = SequenceMixer.Attention },
            "FromOldest" => shape with { Mixer = SequenceMixer.CausalFilter, Positions = SlotPositions.FromOldest },
            "FeedForwardInputs" => shape with { Mixer = SequenceMixer.CausalFilter, Normalization = LayerNormPlacement.FeedForwardInputs },
            "TimeDecay" => shape with { Mixer = SequenceMixer.Attention, TimeDecay = true },
            "Mask" => shape with { Streams = StreamMode.Mask },
            "Compact" => shape with { Streams = StreamMode.Compact },
            _ => shape,
        };
        SequenceEncoder encoder = shape.CreateEncoder(new Initialization(5));
        encoder.to(ScalarType.Float64);
        return encoder;
    }

    /// <summary>Windows whose first slots are empty, one of them with more of these than the others.</summary>
    private static WindowInputs Inputs()
    {
        Tensor Filled(Func<int, int, double> value) =>
            tensor([.. Enumerable.Range(0, Length * Windows).Select(i => i / Windows < Empty + (i % Windows == 1 ? 3 : 0) ? 0 : value(i / Windows, i % Windows))], [Length, Windows], ScalarType.Float64);
        return new WindowInputs(
            Filled((t, i) => 1 + (((3 * t) + (7 * i)) % 20)).to(ScalarType.Int64), Filled((t, i) => 1 + ((t + i) % 3)).to(ScalarType.Int64), Filled((_, _) => 1),
            Filled((t, _) => (Length - 1 - t) * 1.5), null, null);
    }

    private static WindowInputs Shorter(WindowInputs windows, int slots)
    {
        Tensor Cut(Tensor window) => window.narrow(0, slots, Length - slots).contiguous();
        return new WindowInputs(Cut(windows.Items), Cut(windows.Behaviors), Cut(windows.Valid), Cut(windows.Days), null, null);
    }
}
