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

// Prints, up to last digits, which depend on the machine:
//
//     Tuning epoch 4: 88 steps, validation NDCG@10 0.0706
//     the finished model: validation NDCG@10 0.1108
//     ItemKNN 427 lists: coverage@10 0.3240, Gini@10 0.9479, novelty@10 2.98 bits, popularity@10 72.5 users, lift@10 2.23, ...
//     DPCPL 427 lists: coverage@10 0.8350, Gini@10 0.5274, novelty@10 4.77 bits, popularity@10 22.3 users, lift@10 -0.01, ...
//     1 to 36 events: 145 tests, MAP@10 0.0711
//     38 to 82 events: 143 tests, MAP@10 0.0662
//     83 to 148 events: 139 tests, MAP@10 0.0645
//     NDCG@10 ItemKNN to DPCPL: 0.0224 -> 0.0948, difference +0.0725 (se 0.0107; 0.0520 to 0.0936), p 0.0001
//     3 folds: HR@10 0.0452 (sd 0.0132), NDCG@10 0.0195 (sd 0.0078)
//     EASE, best of 5: Lambda 93.88, NDCG@10 0.0427
