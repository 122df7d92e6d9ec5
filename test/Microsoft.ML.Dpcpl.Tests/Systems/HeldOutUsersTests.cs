namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class HeldOutUsersTests
{
    private readonly MLContext _ml = new(1);

    /// <summary>Fit without a validation set is Fit with one of the newest target events, and a Refit on everything.</summary>
    [TestMethod]
    public void FitWithoutValidationJudgesByTheNewestTargetEvents()
    {
        IDataView sequences = Sequences();
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, "buy", negativeCount: 0);
        DpcplTrainer trainer = _ml.Recommendation().Trainers.Dpcpl(Options());
        using NeuralTransformer fitted = trainer.Fit(sequences), judged = trainer.Fit(split.TrainValidationSet, split.TestSet), refitted = trainer.Refit(judged.Model, sequences);
        CollectionAssert.AreEqual(ViewText.Of(refitted.Transform(sequences)), ViewText.Of(fitted.Transform(sequences)));
        CollectionAssert.AreNotEqual(ViewText.Of(judged.Transform(sequences)), ViewText.Of(fitted.Transform(sequences)));
        Assert.AreEqual(split.TestCount, fitted.Model.Validation!.Count);
        Assert.AreEqual(judged.Model.Validation, fitted.Model.Validation);
        CollectionAssert.AreEqual(Untimed(judged), Untimed(fitted));
    }

    [TestMethod]
    public void TrainingEndsByItselfAndKeepsItsBestEpoch()
    {
        DpcplTrainer.Options options = Options();
        (options.PretrainingEpochs, options.Patience, options.PatienceSteps, options.Tuning, options.LearningRate, options.Dropout) = (100, 2, 0, TuningMode.None, 0.02f, 0);
        using NeuralTransformer fitted = _ml.Recommendation().Trainers.Dpcpl(options).Fit(Sequences());
        TrainingSummary summary = fitted.Model.Summary;
        Assert.IsLessThan(100, summary.PretrainingEpochs);
        Assert.AreEqual(summary.PretrainingEpochs - 2, summary.BestPretrainingEpoch);
    }

    [TestMethod]
    public void WithNoneHeldOutAllEpochsAreTrained()
    {
        DpcplTrainer.Options options = Options();
        (options.HeldOutUsers, options.Patience, options.PatienceSteps) = (0, 1, 0);
        using NeuralTransformer fitted = _ml.Recommendation().Trainers.Dpcpl(options).Fit(Sequences());
        Assert.AreEqual((4, 4), (fitted.Model.Summary.PretrainingEpochs, fitted.Model.Summary.BestPretrainingEpoch));
        Assert.IsNull(fitted.Model.Validation);
    }

    private static LearningCurvePoint[] Untimed(NeuralTransformer fitted) => [.. fitted.Model.LearningCurve.Select(point => point with { Elapsed = default })];

    private static DpcplTrainer.Options Options() => TinyShop.Options(o =>
        (o.NeighborItems, o.PretrainingEpochs, o.TuningEpochs, o.RepeatPolicy, o.PretrainingScope) = (5, 4, 1, RepeatPolicy.TargetPairRemoved, PretrainingScope.AllTrainingEvents));

    private IDataView Sequences()
    {
        IDataView events = _ml.Data.GenerateShopLog(new ShopLogOptions { Users = 100 }).Events;
        return _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }
}
