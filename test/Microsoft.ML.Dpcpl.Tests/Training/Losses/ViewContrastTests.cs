using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Training.Losses;

[TestClass]
public sealed class ViewContrastTests
{
    private const int Length = 8, Width = 8;

    /// <summary>Against loops over plain numbers.</summary>
    [TestMethod]
    public void IsTheCrossEntropyOfEachViewAmongAllOthers()
    {
        using var scope = NewDisposeScope();
        const int Pairs = 4, D = 3;
        Tensor first = TestTensors.Random(1, Pairs, D), second = TestTensors.Random(2, Pairs, D);
        double[][] all = [.. first.Doubles().Chunk(D), .. second.Doubles().Chunk(D)];
        double Dot(int i, int j) => all[i].Zip(all[j], (a, b) => a * b).Sum();
        double expected = 0;
        for (int i = 0; i < 2 * Pairs; i++)
        {
            int partner = (i + Pairs) % (2 * Pairs);
            expected += Math.Log(Enumerable.Range(0, 2 * Pairs).Where(j => j != i).Sum(j => Math.Exp(Dot(i, j)))) - Dot(i, partner);
        }

        Assert.AreEqual(expected / (2 * Pairs), ViewContrast.InfoNce(first, second).ToDouble(), 1e-10);
        Assert.IsLessThan(1e-6, TestTensors.GradientError([first, second], () => ViewContrast.InfoNce(first, second)));
    }

    /// <summary>Views that change nothing give each window its own vector twice; windows of fewer than three events are not asked for.</summary>
    [TestMethod]
    public void ViewsThatChangeNothingHaveTheVectorsOfTheirWindows()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("Cl4SRec", attributes: [4, 3]);
        StepContext step = Step(encoder, Table(), [5, 2, 8, 3]);
        Tensor users = encoder.Encode(step.ItemVectors, step.Inputs, null, Dropout.None).index_select(0, tensor(new long[] { 0, 2, 3 }));
        double expected = ViewContrast.InfoNce(users, users).ToDouble();
        Assert.AreEqual(0.3 * expected, new ViewContrast(0.3, new WindowViews(1, 0, 0)).Of(step).ToDouble(), 1e-9);
        Assert.AreEqual(0, new ViewContrast(0.3, new WindowViews(1, 0, 0)).Of(Step(encoder, Table(), [5, 2, 1])).ToDouble(), "one window has no other");
    }

    /// <summary>Events of the batch alone reach the loss, and the vector of what is hidden learns from it.</summary>
    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("Cl4SRec", attributes: [4, 3]);
        Tensor table = Table();
        double error = TestTensors.GradientError(
            [table, .. encoder.parameters()], () => new ViewContrast(1, new WindowViews(0.6, 0.5, 0.4)).Of(Step(encoder, table, [5, 7, 8, 3])));
        // Small embeddings bend what normalizes them more than a difference of this step can follow.
        Assert.IsLessThan(1e-4, error);
        Assert.IsGreaterThan(1e-6, encoder.Named("_hidden").grad!.abs().max().ToDouble());
        double[] rows = table.grad!.abs().amax([1]).Doubles();
        Assert.AreEqual(0, rows[20], "no window has item 20");
        Assert.IsGreaterThan(0, rows[1..19].Max());
    }

    [TestMethod]
    public void TheWeightTrains()
    {
        List<float> Weights(string name, float weight)
        {
            using NeuralModelParameters model = NeuralBaseline.Model(NeuralBaseline.Options(name, o => (o.ContrastiveWeight, o.Tuning, o.PretrainingEpochs) = (weight, TuningMode.None, 2)));
            return [.. model.Network.BackboneTensors().Where(t => !t.Name.EndsWith("_hidden")).SelectMany(t => t.Values.detach().contiguous().data<float>().ToArray())];
        }

        List<float> with = Weights("Cl4SRec", 0.1f);
        CollectionAssert.AreEqual(with, Weights("Cl4SRec", 0.1f));
        CollectionAssert.AreNotEqual(with, Weights("Cl4SRec", 0));
        Assert.IsTrue(with.TrueForAll(float.IsFinite));
    }

    private static StepContext Step(SequenceEncoder encoder, Tensor table, int[] events)
    {
        var batch = new TrainingBatch();
        batch.Windows.Reset(events.Length, Length, 0, 0, 1);
        for (int window = 0; window < events.Length; window++)
        {
            int[] items = [.. Enumerable.Range(0, events[window]).Select(t => 1 + (((3 * t) + (7 * window)) % 19))];
            batch.Windows.FillWindow(window, items, [.. items.Select(item => (byte)(1 + (item % 3)))], [.. items.Select((_, t) => 86_400L * t)], 1, 0);
        }

        Tensor Of(Tensor values) => values.reshape(Length, events.Length);
        var inputs = new WindowInputs(
            Of(tensor(batch.Windows.Items)), Of(tensor(batch.Windows.Behaviors)), Of(tensor(batch.Windows.Valid)).to(ScalarType.Float64), Of(tensor(batch.Windows.Days)).to(ScalarType.Float64),
            tensor([.. Enumerable.Range(0, 2 * events.Length).Select(i => (long)(i % 3))], [events.Length, 2]), null);
        return new StepContext
        {
            Users = table,
            ItemVectors = table,
            Batch = batch,
            Items = 20,
            Inputs = inputs,
            Encoder = encoder,
            Prompts = null,
            PromptModule = null,
            AnotherSeed = pass => (ulong)pass,
            AnotherDropout = _ => Dropout.None,
        };
    }

    private static Tensor Table()
    {
        Tensor table = TestTensors.Random(1, 21, Width);
        table[0].zero_();
        return table;
    }
}
