using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Tests.Systems;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.S3Rec;

/// <summary>What S3-Rec learns in which stage.</summary>
[TestClass]
public sealed class S3RecTrainerTests
{
    /// <summary>Of a ring of items popularity finds the next one once in twenty times, and pre-training alone recommends nothing.</summary>
    [TestMethod]
    public void TuningLearnsTheOrderOfItems()
    {
        using NeuralModelParameters model = Model(o => (o.Patience, o.PretrainingEpochs, o.TuningEpochs) = (15, 2, 15), isQuick: true);
        Assert.IsGreaterThanOrEqualTo(0.5, HitRatioAt1(model));
    }

    /// <summary>A hidden item is known from those before and after it. One of thirty is found by chance.</summary>
    [TestMethod]
    public void PretrainingLearnsToFillGaps()
    {
        using NeuralModelParameters model = Model(o => (o.Tuning, o.PretrainingEpochs, o.SegmentWeight) = (TuningMode.None, 25, 0), isQuick: true);
        Assert.IsGreaterThanOrEqualTo(0.5, FilledGaps(model));
        using NeuralModelParameters untrained = Model(o => (o.Tuning, o.PretrainingEpochs, o.ItemInitialization) = (TuningMode.None, 0, ItemInitialization.Random));
        Assert.IsLessThan(0.4, FilledGaps(untrained));
    }

    /// <summary>With a patience of one epoch, which no figure would survive for long.</summary>
    [TestMethod]
    public void AllEpochsOfPretrainingAreTrainedUnjudged()
    {
        using NeuralModelParameters model = Model(o => (o.Patience, o.PatienceSteps, o.PretrainingEpochs, o.LearningRate) = (1, 0, 8, 1e-6f));
        Assert.AreEqual(8, model.Summary.PretrainingEpochs);
        Assert.AreEqual(8, model.Summary.BestPretrainingEpoch);
        foreach (LearningCurvePoint point in model.LearningCurve.Where(point => point.Stage == TrainingStage.Pretraining))
            Assert.IsNull(point.ValidationNdcg);
    }

    [TestMethod]
    [DataRow(RankingLoss.SampledSoftmax, false)]
    [DataRow(RankingLoss.Bce, true)]
    public void SegmentsTrain(RankingLoss loss, bool bounded)
    {
        List<float> Weights(float weight, string? except)
        {
            using NeuralModelParameters model = Model(o =>
                (o.SegmentWeight, o.Tuning, o.PretrainingEpochs, o.Loss, o.BoundedMargins) = (weight, TuningMode.None, 1, loss, bounded));
            return [.. model.Network.BackboneTensors().Where(t => except is null || t.Name.Contains(except)).SelectMany(t => t.Values.detach().contiguous().data<float>().ToArray())];
        }

        CollectionAssert.AreEqual(Weights(0.5f, null), Weights(0.5f, null));
        foreach (string part in new[] { "_segment", "_layers", "items" })
            CollectionAssert.AreNotEqual(Weights(0.5f, part), Weights(0, part), part);
    }

    [TestMethod]
    public void TuningMovesWhatScoresAndLeavesTheMapsOfPretraining()
    {
        using NeuralModelParameters pretrained = Model(o => o.Tuning = TuningMode.None);
        using NeuralModelParameters tuned = Model(_ => { }, pretrained);
        Dictionary<string, float[]> Values(NeuralModelParameters model) =>
            model.Network.BackboneTensors().ToDictionary(t => t.Name, t => t.Values.detach().contiguous().data<float>().ToArray());
        Dictionary<string, float[]> before = Values(pretrained), after = Values(tuned);
        foreach ((string name, float[] values) in before)
        {
            if (name.StartsWith("_hiddenItem") || name.StartsWith("_segment"))
                CollectionAssert.AreEqual(values, after[name], name);
        }

        CollectionAssert.AreNotEqual(before["items"], after["items"]);
        Assert.IsTrue(before.Keys.Any(name => name.StartsWith("_layers") && !before[name].SequenceEqual(after[name])));
    }

    [TestMethod]
    public void BoundedMarginsWantNegativesOfTheirOwn()
    {
        string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NeuralBaseline.Options("S3Rec", o => ((S3RecTrainer.Options)o).BoundedMargins = true)).Message;
        StringAssert.Contains(message, "Loss is SampledSoftmax; it must be Bpr, Bce or GBce with BoundedMargins");
    }

    private static NeuralModelParameters Model(Action<S3RecTrainer.Options> change, NeuralModelParameters? pretrained = null, bool isQuick = false) =>
        NeuralBaseline.Model(
            NeuralBaseline.Options("S3Rec", o =>
            {
                if (isQuick)
                    (o.RepeatPolicy, o.Dropout, o.LearningRate, o.ItemLearningRate) = (RepeatPolicy.TargetPairRemoved, 0, 0.01f, 0.01f);
                change((S3RecTrainer.Options)o);
            }),
            pretrained);

    private static double HitRatioAt1(NeuralModelParameters model)
    {
        using var scope = NewDisposeScope();
        SequenceData tests = TinyShop.Validation();
        Tensor scores = model.Encode(tests).mm(((IVectorModel)model).ItemTable.t());
        for (int user = 0; user < tests.Store.UserCount; user++)
        {
            foreach (int item in tests.Store.ItemsOf(user))
                scores[user, item] = double.NegativeInfinity;
        }

        long[] given = scores.argmax(1).data<long>().ToArray();
        return given.Zip(tests.Labels!, (item, label) => item == label ? 1.0 : 0).Average();
    }

    /// <summary>Share of the gaps whose item is among the first three: the fourth of six items along the ring, each clicked and bought.</summary>
    private static double FilledGaps(NeuralModelParameters model)
    {
        using var scope = NewDisposeScope();
        const int Events = 12, Gap = 6;
        var batch = new WindowBatch();
        batch.Reset(TinyShop.Items, Events, 0, 0, 1);
        for (int window = 0; window < TinyShop.Items; window++)
        {
            int[] items = [.. Enumerable.Range(0, Events).Select(t => 1 + ((window + (t / 2)) % TinyShop.Items))];
            batch.FillWindow(window, items, [.. items.Select((_, t) => (byte)(TinyShop.Click + (t % 2)))], [.. items.Select(_ => 0L)], 1, 0);
            batch.Hide(window, Gap);
            batch.Hide(window, Gap + 1);
        }

        Tensor Of(Tensor values) => values.reshape(Events, TinyShop.Items);
        var inputs = new WindowInputs(Of(tensor(batch.Items)), Of(tensor(batch.Behaviors)), Of(tensor(batch.Valid)), Of(tensor(batch.Days)), null, null);
        Tensor table = model.Network.ItemTable;
        Tensor slots = ((IClozeEncoder)model.Network.Backbone).EncodeSlots(table, inputs, Dropout.None)[Gap];
        long[][] given = [.. slots.mm(table.narrow(0, 1, TinyShop.Items).t()).topk(3, 1).indexes.data<long>().ToArray().Chunk(3)];
        // Places begin at item 1.
        return given.Where((items, window) => items.Contains((window + (Gap / 2)) % TinyShop.Items)).Count() / (double)TinyShop.Items;
    }
}
