using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>How the training went is known of the model, and stays with it.</summary>
[TestClass]
public sealed class TrainingRecordTests
{
    [TestMethod]
    public void TheCurveIsWhatWasReported()
    {
        var reports = new List<TrainingProgress>();
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => o.Progress = new NeuralFitTests.Collect(reports.Add)));
        TrainingProgress[] ends = [.. reports.Where(report => report.Step == report.Steps)];
        Assert.AreEqual(
            string.Join('\n', ends.Select(end => (end.Stage, end.Epoch, end.Epoch == 0 ? (double?)null : end.Loss, end.ValidationNdcg, end.ValidationSampledNdcg))),
            string.Join('\n', model.LearningCurve.Select(point => (point.Stage, point.Epoch, point.Loss, point.ValidationNdcg, point.ValidationSampledNdcg))));
        Assert.AreEqual(model.Summary.PretrainingEpochs, model.LearningCurve.Count(point => point.Stage == TrainingStage.Pretraining));
        Assert.AreEqual(model.Summary.TuningEpochs, model.LearningCurve.Count(point => point is { Stage: TrainingStage.Tuning, Epoch: > 0 }));
        foreach (var stage in model.LearningCurve.GroupBy(point => point.Stage))
        {
            long[] steps = [.. stage.Select(point => point.Steps)];
            CollectionAssert.AreEqual(steps.Distinct().Order().ToArray(), steps);
        }

        Assert.AreEqual(reports.Where(report => report.Stage == TrainingStage.Pretraining && report.Step == report.Steps).Sum(report => report.Steps), model.LearningCurve.Last(point => point.Stage == TrainingStage.Pretraining).Steps);
        using var refitted = new NeuralModelParameters(TinyShop.Refit(model.Model, TinyShop.Train(), TinyShop.Options(o => o.RefitEpochs = 2)));
        CollectionAssert.AreEqual(model.LearningCurve.ToArray(), refitted.LearningCurve.Take(model.LearningCurve.Count).ToArray());
        Assert.AreEqual(2, refitted.LearningCurve.Count(point => point.Stage == TrainingStage.Refit));
        Assert.AreEqual(model.Validation, refitted.Validation);
    }

    /// <summary>The figures are those of the finished model, channels and all, as anybody measures them.</summary>
    [TestMethod]
    [DataRow(PromptPlacement.Overwrite, 0)]
    [DataRow(PromptPlacement.Modulate, 8)]
    public void TheValidationFigureIsThatOfTheModel(PromptPlacement placement, int neighbors)
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.GenerateShopLog(new ShopLogOptions { Users = 150 }).Events;
        SequenceSplit split = ml.Data.LeaveOneOutSplit(ml.Transforms.BehaviorSequences().Fit(events).Transform(events), "buy", negativeCount: 0);
        DpcplTrainer.Options options = TinyShop.Options(o =>
        {
            (o.NeighborItems, o.PretrainingEpochs, o.TuningEpochs, o.RepeatPolicy, o.SimplestPrompts) = (neighbors, 2, 1, RepeatPolicy.TargetPairRemoved, neighbors > 0);
            (o.Placement, o.Mixer) = (placement, placement == PromptPlacement.Modulate ? SequenceMixer.CausalFilter : SequenceMixer.Filter);
        });
        using NeuralTransformer model = ml.Recommendation().Trainers.Dpcpl(options).Fit(split.TrainSet, split.ValidationSet);
        SequentialRecommendationMetrics measured = ml.Recommendation().EvaluateSequences(model.Transform(split.ValidationSet));
        ValidationSummary validation = model.Model.Validation!;
        Assert.AreEqual((measured.Count, 100), (validation.Count, validation.Negatives));
        Assert.AreEqual(measured.Ndcg(10), validation.Ndcg, 1e-3);
        Assert.AreEqual(measured.ExpectedSampled!.Ndcg(10), validation.SampledNdcg, 1e-3);
        Assert.AreEqual(measured.MeanReciprocalRank, validation.MeanReciprocalRank, 1e-3);
        using NeuralTransformer unjudged = ml.Recommendation().Trainers.Dpcpl(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs, o.HeldOutUsers) = (1, 0, 0))).Fit(split.TrainSet);
        Assert.IsNull(unjudged.Model.Validation);
        Assert.HasCount(1, unjudged.Model.LearningCurve);
    }

    [TestMethod]
    public void ItIsKeptInTheFileAndOlderFilesAreReadWithoutIt()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options());
        byte[] bytes = Saved(model);
        using (NeuralModelParameters loaded = Load(bytes))
        {
            CollectionAssert.AreEqual(model.LearningCurve.ToArray(), loaded.LearningCurve.ToArray());
            Assert.AreEqual(model.Validation, loaded.Validation);
            Assert.IsNotNull(loaded.Validation);
        }

        using NeuralModelParameters older = Load(OlderFiles.OfFormat2(model));
        Assert.IsEmpty(older.LearningCurve);
        Assert.IsNull(older.Validation);
        CollectionAssert.AreEqual(TinyShop.Weights(model), TinyShop.Weights(older));
    }

    [TestMethod]
    [DataRow("\"Epoch\":1", "\"Epoch\":-1", "Epoch is -1")]
    [DataRow("\"Stage\":0", "\"Stage\":9", "Stage")]
    [DataRow("\"Steps\":", "\"Steps\":x", "the learning curve cannot be read")]
    [DataRow("\"Count\":60", "\"Count\":-6", "Count is -6")]
    public void WhatCannotBeIsRefused(string text, string other, string says)
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 0)));
        byte[] bytes = Saved(model), record = Record(model);
        string json = model.Model.Record.ToJson();
        Assert.Contains(text, json);
        int at = bytes.AsSpan().IndexOf(record);
        byte[] altered = [.. bytes[..at], .. OlderFiles.Written(json.Replace(text, other, StringComparison.Ordinal)), .. bytes[(at + record.Length)..]];
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Load(altered).Dispose()).Message, says);
    }

    private static NeuralModelParameters Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return NeuralModelParameters.Load(stream, device: "cpu");
    }

    private static byte[] Saved(NeuralModelParameters model)
    {
        using var stream = new MemoryStream();
        ((ISequenceModel)model).Save(stream);
        return stream.ToArray();
    }

    private static byte[] Record(NeuralModelParameters model) => OlderFiles.Written(model.Model.Record.ToJson());
}
