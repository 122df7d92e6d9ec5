using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Tests.Tool;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>Whole trainings whose processes are threads.</summary>
[TestClass]
public sealed class DistributedTrainingTests
{
    /// <summary>Without dropout, losses and weights of one process: sums in another order differ in their last bits, which training makes larger.</summary>
    private const double LossTolerance = 1e-3;

    [TestMethod]
    [DataRow(RankingLoss.SampledSoftmax, 1, false)]
    [DataRow(RankingLoss.SampledSoftmax, 3, false)]
    [DataRow(RankingLoss.SampledSoftmax, 1, true)]
    [DataRow(RankingLoss.Bce, 2, false)]
    [DataRow(RankingLoss.FullSoftmax, 1, false)]
    public void LossesAreThoseOfOneProcess(RankingLoss loss, int future, bool allPositions)
    {
        void Change(DpcplTrainer.Options o)
        {
            (o.Loss, o.FutureWindow, o.AllPositions, o.Dropout, o.Tuning) = (loss, future, allPositions, 0, TuningMode.FullFineTuning);
            o.Mixer = allPositions ? SequenceMixer.CausalFilter : o.Mixer;
        }

        using NeuralModelParameters one = TinyShop.Model(TinyShop.Options(Change));
        foreach (int size in new[] { 2, 4 })
        {
            NeuralModelParameters[] models = Threads.Run(size, thread => TinyShop.Model(Of(thread, Change)));
            AssertEqual(models);
            LearningCurvePoint[] expected = [.. one.LearningCurve], curve = [.. models[0].LearningCurve];
            Assert.HasCount(expected.Length, curve);
            for (int i = 0; i < curve.Length; i++)
            {
                if (expected[i].Loss is { } figure)
                    Assert.AreEqual(figure, curve[i].Loss!.Value, LossTolerance * figure, $"{size} processes, {curve[i].Stage} epoch {curve[i].Epoch}");
            }

            Array.ForEach(models, model => model.Dispose());
        }
    }

    /// <summary>More processes than windows of a last batch, dropout, prompts with their running averages and their compactness, choices on validation events.</summary>
    [TestMethod]
    [DataRow(PromptPlacement.Overwrite)]
    [DataRow(PromptPlacement.Modulate)]
    public void EveryProcessEndsWithTheSameBits(PromptPlacement placement)
    {
        NeuralModelParameters[] models = Threads.Run(3, thread => TinyShop.Model(Of(thread, o =>
        {
            (o.Placement, o.SimplestPrompts, o.NeighborItems, o.BatchSize, o.FoldInEvents) = (placement, true, 6, 7, 20);
            o.Mixer = placement == PromptPlacement.Modulate ? SequenceMixer.CausalFilter : o.Mixer;
        })));
        AssertEqual(models);
        Assert.IsGreaterThan(0, models[0].Summary.TuningEpochs);
        Array.ForEach(models, model => model.Dispose());
    }

    [TestMethod]
    [DataRow(2, 1)]
    [DataRow(1, 3)]
    [DataRow(3, 2)]
    public void ARunGoesOnWithAnotherNumberOfProcesses(int before, int after)
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        void Change(DpcplTrainer.Options o) => (o.Dropout, o.Tuning, o.PretrainingEpochs, o.CheckpointFolder) = (0, TuningMode.None, 4, folder.File("checkpoints"));
        int reports = 0;
        NeuralModelParameters[] stopped = Threads.Run(before, thread => TinyShop.Model(Of(thread, o =>
        {
            Change(o);
            if (thread.Rank > 0)
                return;
            // One process is told to stop: all do, after the same step.
            o.CancellationToken = cancel.Token;
            o.Progress = new Report(progress =>
            {
                if (progress.Step == progress.Steps && ++reports == 2)
                    cancel.Cancel();
            });
        })));
        Assert.AreEqual(2, stopped[0].Summary.PretrainingEpochs);
        NeuralModelParameters[] resumed = Threads.Run(after, thread => TinyShop.Model(Of(thread, Change)));
        using NeuralModelParameters whole = TinyShop.Model(TinyShop.Options(o => (o.Dropout, o.Tuning, o.PretrainingEpochs) = (0, TuningMode.None, 4)));
        AssertEqual(resumed);
        double[] losses = [.. resumed[0].LearningCurve.Select(point => point.Loss!.Value)], expected = [.. whole.LearningCurve.Select(point => point.Loss!.Value)];
        Assert.HasCount(4, losses);
        for (int i = 0; i < 4; i++)
            Assert.AreEqual(expected[i], losses[i], LossTolerance * expected[i]);
        Array.ForEach([.. stopped, .. resumed], model => model.Dispose());
    }

    [TestMethod]
    public void AnErrorOfOneProcessEndsTheOthers()
    {
        AggregateException error = Assert.ThrowsExactly<AggregateException>(() => Threads.Run(2, thread => TinyShop.Model(Of(thread, o =>
            o.Progress = thread.Rank == 1 ? new Report(_ => throw new InvalidOperationException("out of order")) : null))));
        Assert.AreEqual("out of order", error.InnerException!.Message);
    }

    private static DpcplTrainer.Options Of(Distribution processes, Action<DpcplTrainer.Options> change) => TinyShop.Options(o =>
    {
        change(o);
        o.Distributed = processes;
    });

    private static void AssertEqual(NeuralModelParameters[] models)
    {
        List<float> first = TinyShop.Weights(models[0]);
        foreach (NeuralModelParameters model in models)
            CollectionAssert.AreEqual(first, TinyShop.Weights(model));
    }

    private sealed class Report(Action<TrainingProgress> receive) : IProgress<TrainingProgress>
    {
        void IProgress<TrainingProgress>.Report(TrainingProgress value) => receive(value);
    }
}
