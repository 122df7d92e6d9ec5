using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>K of the item fold-in is that whose first epoch of tuning ranks the validation events best.</summary>
[TestClass]
public sealed class FoldInChoiceTests
{
    /// <summary>Figures of the one epoch of pre-training, of K = 100, 20 and 5, of the untuned network and of the one epoch of tuning.</summary>
    [TestMethod]
    [DataRow(0.7, 0.5, 0.3, 100)]
    [DataRow(0.5, 0.7, 0.3, 20)]
    [DataRow(0.5, 0.3, 0.7, 5)]
    [DataRow(0.5, 0.5, 0.5, 100)]
    public void TheWeightThatRanksBestAfterAnEpochIsTaken(double first, double second, double third, int expected)
    {
        List<TrainingProgress> reports = [];
        using NeuralModelParameters bare = TinyShop.Model(Options(o => o.Tuning = TuningMode.None));
        using NeuralModelParameters model = TinyShop.Model(Options(o => o.Progress = new NeuralFitTests.Collect(reports.Add)), figures: new GivenFigures(0.2, first, second, third, 0.2, 0.9));
        Assert.AreEqual((1, true), (model.Summary.BestTuningEpoch, model.Summary.FoldedIn));
        Assert.AreEqual(0, Distance(bare, model, expected));
        CollectionAssert.AreEqual(new[] { (1, 3), (2, 3), (3, 3) }, reports.Where(r => r.Stage == TrainingStage.ItemFoldIn && r.Step == r.Steps).Select(r => (r.Epoch, r.Epochs)).ToArray());
    }

    /// <summary>What was tried leaves nothing: a training that begins with the K that was chosen gives the same model.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void TrialsLeaveNothingBehind(TuningMode mode)
    {
        using NeuralModelParameters chosen = TinyShop.Model(Options(o => o.Tuning = mode), figures: new GivenFigures(0.2, 0.1, 0.1, 0.3, 0.2, 0.9));
        using NeuralModelParameters alone = TinyShop.Model(Options(o => (o.Tuning, o.FoldInEvents) = (mode, 4)), figures: new GivenFigures(0.2, 0.2, 0.9));
        using NeuralModelParameters five = TinyShop.Model(Options(o => (o.Tuning, o.FoldInEvents) = (mode, 5)), figures: new GivenFigures(0.2, 0.3, 0.1, 0.2, 0.9));
        CollectionAssert.AreEqual(TinyShop.Weights(five), TinyShop.Weights(chosen));
        CollectionAssert.AreNotEqual(TinyShop.Weights(alone), TinyShop.Weights(chosen));
    }

    [TestMethod]
    public void NothingIsTriedWithoutValidation()
    {
        List<TrainingProgress> reports = [];
        using NeuralModelParameters bare = TinyShop.Model(Options(o => o.Tuning = TuningMode.None), validate: false);
        using NeuralModelParameters model = TinyShop.Model(Options(o => o.Progress = new NeuralFitTests.Collect(reports.Add)), validate: false);
        Assert.AreEqual(0, Distance(bare, model, 100));
        Assert.IsFalse(reports.Any(r => r.Stage == TrainingStage.ItemFoldIn));
    }

    /// <summary>Canceled in a trial, the training returns the pre-trained network.</summary>
    [TestMethod]
    public void ACanceledTrialEndsTheTraining()
    {
        using var stop = new CancellationTokenSource();
        List<TrainingProgress> reports = [];
        using NeuralModelParameters bare = TinyShop.Model(Options(o => o.Tuning = TuningMode.None));
        using NeuralModelParameters model = TinyShop.Model(Options(o =>
        {
            o.CancellationToken = stop.Token;
            o.Progress = new NeuralFitTests.Collect(r =>
            {
                reports.Add(r);
                if (r.Stage == TrainingStage.ItemFoldIn)
                    stop.Cancel();
            });
        }));
        CollectionAssert.AreEqual(TinyShop.Weights(bare), TinyShop.Weights(model));
        Assert.AreEqual(1, reports.Where(r => r.Stage == TrainingStage.ItemFoldIn).Max(r => r.Epoch));
        Assert.AreEqual((0, 0, false), (model.Summary.TuningEpochs, model.Summary.BestTuningEpoch, model.Summary.FoldedIn));
    }

    private static DpcplTrainer.Options Options(Action<DpcplTrainer.Options> change) => TinyShop.Options(o =>
    {
        (o.FoldInEvents, o.PretrainingEpochs, o.TuningEpochs) = (100, 1, 1);
        change(o);
    });

    private static double Distance(NeuralModelParameters bare, NeuralModelParameters model, int weight)
    {
        using var scope = NewDisposeScope();
        Tensor mixed = bare.Network.ItemTable.clone();
        ItemFoldIn.Apply(mixed, TinyShop.Train(), ItemPopularity.Events(TinyShop.Train().Store, TinyShop.Items), weight);
        return (mixed - model.Network.ItemTable).abs().max().ToDouble();
    }
}
