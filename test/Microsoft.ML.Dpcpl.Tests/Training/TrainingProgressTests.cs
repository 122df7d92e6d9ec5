namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class TrainingProgressTests
{
    [TestMethod]
    public void ALineSaysHowFarAndHowLongStill()
    {
        var progress = new TrainingProgress(TrainingStage.Pretraining, 2, 4, 5, 10, 3.5, null, 1, 100, TimeSpan.FromSeconds(30));
        Assert.AreEqual(TimeSpan.FromSeconds(50), progress.Left);
        Assert.AreEqual("pre-training epoch 2/4, 50 %  loss 3.5000  100 windows/s  30.0 s, at most 50 s left", progress.ToString());
    }

    [TestMethod]
    public void ASystemThatCountsHasNoLoss() => Assert.AreEqual(
        "pre-training epoch 1/1  100 windows/s  2.0 s",
        new TrainingProgress(TrainingStage.Pretraining, 1, 1, 1, 1, double.NaN, null, 1, 100, TimeSpan.FromSeconds(2)).ToString());

    [TestMethod]
    public void BeforeTuningThereIsAFigureAlone() => Assert.AreEqual(
        "before tuning  validation NDCG@10 0.2500, 1+50 0.5000",
        new TrainingProgress(TrainingStage.Tuning, 0, 1, 0, 0, double.NaN, 0.25, 0, 0, TimeSpan.Zero, 0.5) { ValidationNegatives = 50 }.ToString());

    [TestMethod]
    public void AConsoleProgramSeesWhatFitDoes()
    {
        using var console = new StringWriter();
        var ml = new MLContext(1).ShowProgress(console);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = 60 });
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(shop.Events).Transform(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        var options = new DpcplTrainer.Options { MaxSequenceLength = 16, HiddenSize = 8, Layers = 1, PretrainingEpochs = 1, TuningEpochs = 1 };
        using var dpcpl = ml.Recommendation().Trainers.Dpcpl(options).Fit(split.TrainSet, split.ValidationSet);
        using var ease = ml.Recommendation().Trainers.Ease("buy").Fit(split.TrainSet, split.ValidationSet);
        string text = console.ToString();
        StringAssert.Contains(text, "pre-training epoch 1/1  loss ");
        StringAssert.Contains(text, "weights between ");
        StringAssert.Contains(text, "pre-training epoch 1/1  validation NDCG@10 ");
        Assert.DoesNotContain("NaN", text);
    }
}
