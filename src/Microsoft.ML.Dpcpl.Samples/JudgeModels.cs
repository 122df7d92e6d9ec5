namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Judging more than hits: lists, groups of tests, whether a difference is chance, folds by time, and a search for options.</summary>
public static class JudgeModels
{
    public static void Run(TextWriter output, int users = 500, int epochs = 4, int trials = 5)
    {
        var ml = new MLContext(seed: 1);
        ShopLog shop = ml.Data.GenerateShopLog(new ShopLogOptions { Users = users });
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(shop.Events).Transform(shop.Events);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        SequentialRecommendationCatalog judge = ml.Recommendation();

        using var knn = judge.Trainers.ItemKnn("buy").Fit(split.TrainSet, split.ValidationSet);
        using var dpcpl = judge.Trainers.Dpcpl(new DpcplTrainer.Options
        {
            MaxSequenceLength = 32,
            HiddenSize = 32,
            PretrainingEpochs = epochs,
            TuningEpochs = epochs,
        }).Fit(split.TrainSet, split.ValidationSet);
        IDataView first = knn.Transform(split.TestSet), second = dpcpl.Transform(split.TestSet);

        // How the training went stays with the model.
        LearningCurvePoint last = dpcpl.Model.LearningCurve[^1];
        output.WriteLine($"{last.Stage} epoch {last.Epoch}: {last.Steps} steps, validation NDCG@10 {last.ValidationNdcg:0.0000}");
        output.WriteLine($"the finished model: validation NDCG@10 {dpcpl.Model.Validation!.Ndcg:0.0000}");

        // Lists, whatever was held out; the vectors of the model say how different two items are.
        var lists = new RecommendationListOptions { ItemAttributes = dpcpl.Items(sequences.Schema).Vectors() };
        output.WriteLine($"ItemKNN {judge.EvaluateLists(first, split.TrainSet, lists)}");
        output.WriteLine($"DPCPL {judge.EvaluateLists(second, split.TrainSet, lists)}");

        // Whom it serves well.
        foreach (GroupMetrics group in judge.EvaluateSequences(second, TestGroups.ByHistoryLength(3)))
            output.WriteLine($"{group.Name} events: {group.Metrics.Count} tests, MAP@10 {group.Metrics.MeanAveragePrecision(10):0.0000}");

        // Is the difference chance?
        output.WriteLine($"NDCG@10 ItemKNN to DPCPL: {judge.Compare(first, second).Ndcg(10)}");

        // Would it have been so at other times?
        IReadOnlyList<SequenceSplit> folds = ml.Data.RollingTimeSplits(sequences, folds: 3);
        output.WriteLine(judge.CrossValidate(folds, fold => judge.Trainers.ItemKnn("buy").Fit(fold.TrainValidationSet)));

        // Better options, found on validation events alone.
        var space = new SearchSpace<EaseTrainer.Options>(new EaseTrainer.Options { TargetBehavior = "buy" }).LogUniform(o => o.Lambda, 1, 1000);
        var found = judge.Tune(
            split, space, o => judge.Trainers.Ease(o).Fit(split.TrainSet, split.ValidationSet), new TuneOptions { Trials = trials });
        output.WriteLine($"EASE, best of {found.Trials.Count}: Lambda {found.BestOptions.Lambda}, NDCG@10 {found.Best.ValidationNdcg:0.0000}");
    }
}
