using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

/// <summary>What the slots of windows with gaps say, of every encoder that fills them.</summary>
[TestClass]
public sealed class ClozeEncoderTests
{
    private const int Length = 8, Windows = 2, Width = 8;

    public static IEnumerable<object[]> Names => [["Bert4Rec"], ["Mbht"]];

    [TestMethod]
    [DataRow("Bert4Rec", 0)]
    [DataRow("Bert4Rec", 4)]
    [DataRow("Bert4Rec", 7)]
    [DataRow("Mbht", 0)]
    [DataRow("Mbht", 4)]
    [DataRow("Mbht", 7)]
    public void NoSlotKnowsTheItemOfAHiddenEvent(string name, int hidden)
    {
        using var scope = NewDisposeScope();
        double[] Slots(int item, bool hides)
        {
            WindowBatch batch = Filled(item, hidden);
            if (hides)
                batch.Hide(0, hidden);
            return Encoder(name).EncodeSlots(Table(), Inputs(batch), Dropout.None).Doubles();
        }

        CollectionAssert.AreEqual(Slots(3, hides: true), Slots(11, hides: true));
        CollectionAssert.AreNotEqual(Slots(3, hides: false), Slots(11, hides: false));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryEventReachesEverySlotOfItsWindowAndNoOther(string name)
    {
        using var scope = NewDisposeScope();
        Tensor before = Encoder(name).EncodeSlots(Table(), Inputs(Filled(3, 7)), Dropout.None);
        Tensor moved = (Encoder(name).EncodeSlots(Table(), Inputs(Filled(11, 7)), Dropout.None) - before).abs().amax([2]);
        for (int slot = 0; slot < Length; slot++)
        {
            Assert.IsGreaterThan(1e-9, moved[slot, 0].ToDouble(), $"slot {slot}");
            Assert.AreEqual(0, moved[slot, 1].ToDouble());
        }
    }

    /// <summary>The view of training in which the newest event is hidden is that of scoring, of full and of shorter windows.</summary>
    [TestMethod]
    [DataRow("Bert4Rec", 8)]
    [DataRow("Bert4Rec", 5)]
    [DataRow("Mbht", 8)]
    [DataRow("Mbht", 5)]
    public void AHiddenEventAtTheEndIsTheViewOfScoring(string name, int events)
    {
        using var scope = NewDisposeScope();
        var batch = new WindowBatch();
        batch.Reset(1, Length, 0, 0, 1);
        int[] items = [.. Enumerable.Range(1, events)];
        batch.FillWindow(0, items, [.. items.Select(item => (byte)(1 + (item % 3)))], [.. items.Select(item => (long)item)], 1, 0);
        Tensor scoring = Encoder(name).Encoder.Encode(Table(), Inputs(batch), null, Dropout.None);
        batch.AppendHidden(0);
        Tensor training = Encoder(name).EncodeSlots(Table(), Inputs(batch), Dropout.None)[^1];
        Assert.IsLessThan(1e-12, TestTensors.Distance(training, scoring));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GradientsOfSlotsEqualFiniteDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder(name);
        Tensor table = Table(), direction = TestTensors.Random(8, Length, Windows, Width);
        WindowBatch batch = Filled(3, 2);
        batch.Hide(0, 2);
        batch.Hide(1, 5);
        double error = TestTensors.GradientError(
            [table, .. encoder.Encoder.parameters()], () => (encoder.EncodeSlots(table, Inputs(batch), Dropout.None) * direction).sum());
        // Small embeddings bend what normalizes them more than a difference of this step can follow.
        Assert.IsLessThan(2e-5, error);
        Assert.IsGreaterThan(1e-6, encoder.Encoder.Named("_hidden").grad!.abs().max().ToDouble());
    }

    private static Slots Encoder(string name) => new(NeuralBaseline.Encoder(name));

    /// <summary>Window 0 with an item in one slot; window 1 as it always is.</summary>
    private static WindowBatch Filled(int item, int slot)
    {
        var batch = new WindowBatch();
        batch.Reset(Windows, Length, 0, 0, 1);
        for (int window = 0; window < Windows; window++)
        {
            int[] items = [.. Enumerable.Range(0, Length).Select(t => window == 0 && t == slot ? item : 1 + (((3 * t) + (7 * window)) % 20))];
            batch.FillWindow(window, items, [.. items.Select(_ => (byte)1)], [.. items.Select(_ => 0L)], 1, 0);
        }

        return batch;
    }

    private static WindowInputs Inputs(WindowBatch batch)
    {
        Tensor Of(Tensor values) => values.reshape(batch.Length, batch.Count);
        return new WindowInputs(
            Of(tensor(batch.Items)), Of(tensor(batch.Behaviors)), Of(tensor(batch.Valid)).to(ScalarType.Float64), Of(tensor(batch.Days)).to(ScalarType.Float64), null, null);
    }

    private static Tensor Table()
    {
        Tensor table = TestTensors.Random(1, 21, Width);
        table[0].zero_();
        return table;
    }

    private sealed record Slots(SequenceEncoder Encoder)
    {
        public Tensor EncodeSlots(Tensor table, WindowInputs windows, Dropout dropout) => ((IClozeEncoder)Encoder).EncodeSlots(table, windows, dropout);
    }
}
