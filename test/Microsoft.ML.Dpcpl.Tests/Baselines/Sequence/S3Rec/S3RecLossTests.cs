using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.S3Rec;

/// <summary>Both losses of pre-training against loops over plain numbers, and their gradients.</summary>
[TestClass]
public sealed class S3RecLossTests
{
    private const int Width = 8, Items = 20;

    private static readonly int[] s_counts = [5, 2, 1, 8];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SegmentsAreComparedThroughAMap(bool bounded)
    {
        using var scope = NewDisposeScope();
        S3RecEncoder encoder = Encoder();
        StepContext step = Step(encoder, Table());
        var views = new WindowBatch();
        var random = new SeededRandom(step.AnotherSeed(3));
        int count = new Segments().Fill(views, step.Batch, ref random);
        Assert.AreEqual(3, count);
        // Each view by itself.
        double[] Vector(int view) => encoder.EncodeBothWays(Table(), Inputs(views, view), Dropout.None).Doubles();
        double[] weight = encoder.Named("_segment._weight").Doubles(), bias = encoder.Named("_segment._bias").Doubles();
        double expected = 0;
        for (int window = 0; window < count; window++)
        {
            double[] context = Vector(window);
            double[] mapped = [.. bias.Select((b, o) => b + context.Select((value, i) => value * weight[(o * Width) + i]).Sum())];
            double Score(int view)
            {
                double score = mapped.Zip(Vector((view * count) + window), (a, b) => a * b).Sum();
                return bounded ? 1 / (1 + Math.Exp(-score)) : score;
            }

            expected += Math.Log(1 + Math.Exp(Score(2) - Score(1))) / count;
        }

        Assert.AreEqual(0.3 * expected, new SegmentPrediction(0.3, bounded).Of(step).ToDouble(), 1e-9);
    }

    [TestMethod]
    public void GradientsOfSegmentsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        S3RecEncoder encoder = Encoder();
        Tensor table = Table();
        double error = TestTensors.GradientError([table, .. encoder.parameters()], () => new SegmentPrediction(1, bounded: true).Of(Step(encoder, table)));
        // Small embeddings bend what normalizes them more than a difference of this step can follow.
        Assert.IsLessThan(1e-4, error);
        foreach (string learns in new[] { "_hidden", "_segment._weight" })
            Assert.IsGreaterThan(1e-6, encoder.Named(learns).grad!.abs().max().ToDouble(), learns);
        Assert.IsNull(encoder.Named("_hiddenItem._weight").grad);
    }

    [TestMethod]
    public void AWindowWithoutAnotherHasNoSegmentToBeToldFrom()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(0, new SegmentPrediction(1, bounded: false).Of(Step(Encoder(), Table(), [5, 1])).ToDouble());
    }

    [TestMethod]
    public void BoundedMarginsOfHiddenEvents()
    {
        using var scope = NewDisposeScope();
        const int Negatives = 2;
        S3RecEncoder encoder = Encoder();
        Tensor table = Table();
        StepContext step = Step(encoder, table);
        double[][] rows = [.. table.Doubles().Chunk(Width)], slots = [.. step.Users.Doubles().Chunk(Width)];
        Assert.HasCount(3, slots);
        double expected = 0;
        for (int target = 0; target < slots.Length; target++)
        {
            double Sigma(long item) => 1 / (1 + Math.Exp(-slots[target].Zip(rows[item], (a, b) => a * b).Sum()));
            for (int i = 0; i < Negatives; i++)
                expected += Math.Log(1 + Math.Exp(Sigma(step.Batch.Negatives[(target * Negatives) + i]) - Sigma(step.Batch.Targets[target]))) / (slots.Length * Negatives);
        }

        Assert.AreEqual(expected, new BoundedHiddenItem().Of(step).ToDouble(), 1e-9);
        double error = TestTensors.GradientError([table, .. encoder.parameters()], () => new BoundedHiddenItem().Of(Step(encoder, table)));
        Assert.IsLessThan(1e-4, error);
        Assert.IsGreaterThan(1e-6, encoder.Named("_hiddenItem._weight").grad!.abs().max().ToDouble());
    }

    [TestMethod]
    public void NothingHiddenIsNoLoss()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(0, new BoundedHiddenItem().Of(Step(Encoder(), Table(), [1, 1])).ToDouble());
    }

    private static S3RecEncoder Encoder() => (S3RecEncoder)NeuralBaseline.Encoder("S3Rec");

    private static Tensor Table()
    {
        Tensor table = TestTensors.Random(1, Items + 1, Width);
        table[0].zero_();
        return table;
    }

    /// <summary>A step of windows whose newest event is hidden; items of the third and fourth window are those of the first two again.</summary>
    private static StepContext Step(S3RecEncoder encoder, Tensor table, int[]? counts = null)
    {
        TrainingBatch batch = SegmentsTests.Batch(counts ?? s_counts);
        foreach (long[] ids in new[] { batch.Windows.Items, batch.Targets })
        {
            for (int i = 0; i < ids.Length; i++)
                ids[i] = ids[i] == 0 ? 0 : 1 + ((ids[i] - 1) % 16);
        }

        batch.Negatives = [.. Enumerable.Range(0, 2 * batch.Targets.Length).Select(i => (long)(17 + (i % 4)))];
        WindowInputs inputs = Inputs(batch.Windows);
        return new StepContext
        {
            Users = SlotTargets.Of(encoder.EncodeSlots(table, inputs, Dropout.None), batch),
            ItemVectors = table,
            Batch = batch,
            Items = Items,
            Inputs = inputs,
            Encoder = encoder,
            Prompts = null,
            PromptModule = null,
            AnotherSeed = pass => (ulong)pass,
            AnotherDropout = _ => Dropout.None,
        };
    }

    private static WindowInputs Inputs(WindowBatch batch, int? only = null)
    {
        Tensor Of(Tensor values)
        {
            Tensor windows = values.reshape(batch.Length, batch.Count);
            return only is { } window ? windows.narrow(1, window, 1) : windows;
        }

        return new WindowInputs(
            Of(tensor(batch.Items)), Of(tensor(batch.Behaviors)), Of(tensor(batch.Valid)).to(ScalarType.Float64), Of(tensor(batch.Days)).to(ScalarType.Float64), null, null);
    }
}
