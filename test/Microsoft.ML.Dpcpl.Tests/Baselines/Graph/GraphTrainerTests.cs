using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Dpcpl.Tests.Scoring;
using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

/// <summary>The graph systems as trainers: what they learn, save and refuse.</summary>
[TestClass]
public sealed class GraphTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Names => GraphBaseline.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void APlantedPatternIsLearned(string name)
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        double popularity = _ml.Recommendation().EvaluateFloors(split).Single(b => b.Name == "Popularity").Metrics.Ndcg(10);
        GraphTrainer trainer = Trainer(name, o => (o.Epochs, o.Patience, o.ItemInitialization) = (40, 15, ItemInitialization.Random));

        using GraphTransformer model = trainer.Fit(split.TrainSet, split.ValidationSet), refitted = trainer.Refit(model, split.TrainValidationSet);
        IDataView nameless = _ml.Transforms.DropColumns("User").Fit(split.TestSet).Transform(split.TestSet);
        foreach (GraphTransformer one in (GraphTransformer[])[model, refitted])
        {
            SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(one.Transform(split.TestSet));
            // Sigmoids between the layers learn the groups less well.
            Assert.IsGreaterThan(name is "Cml" or "Kmclr" or "Dpt" ? 0.5 : 0.6, metrics.HitRatio(10));
            Assert.IsGreaterThan(3 * popularity, metrics.Ndcg(10));
            // Whoever nobody knows is scored by the same items.
            Assert.IsGreaterThan(0.5, _ml.Recommendation().EvaluateSequences(one.Transform(nameless)).HitRatio(10));
        }

        Assert.AreEqual(model.LearningCurve.Where(point => point.ValidationNdcg is not null).Max(point => point.ValidationNdcg)!.Value, model.Validation!.Ndcg, 0.1);
    }

    /// <summary>Fit without a validation set is Fit with one of the newest target events, and a Refit on everything.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void FitWithoutValidationJudgesByTheNewestTargetEvents(string name)
    {
        IDataView sequences = GraphBaseline.Sequences(_ml, GraphBaseline.Events());
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, negativeCount: 0);
        GraphTrainer trainer = Trainer(name, o => o.HeldOutUsers = 5000);
        using GraphTransformer fitted = trainer.Fit(sequences), judged = trainer.Fit(split.TrainValidationSet, split.TestSet), refitted = trainer.Refit(judged, sequences);
        CollectionAssert.AreEqual(ViewText.Of(refitted.Transform(sequences)), ViewText.Of(fitted.Transform(sequences)));
        CollectionAssert.AreNotEqual(ViewText.Of(judged.Transform(sequences)), ViewText.Of(fitted.Transform(sequences)));
        Assert.AreEqual(split.TestCount, fitted.Validation!.Count);
        Assert.AreEqual(judged.Validation, fitted.Validation);
        using GraphTransformer few = Trainer(name, o => o.HeldOutUsers = 7).Fit(sequences), none = Trainer(name).Fit(sequences);
        Assert.AreEqual(7, few.Validation!.Count);
        Assert.IsNull(none.Validation);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void WhatComesAfterTheCutChangesNothing(string name)
    {
        List<BehaviorEvent> one = [.. GraphBaseline.Events(), .. GraphBaseline.Later(seed: 2)], two = [.. GraphBaseline.Events(), .. GraphBaseline.Later(seed: 3)];
        SequenceSplit split = GraphBaseline.Split(_ml, one);
        using GraphTransformer first = Trainer(name).Fit(split.TrainSet), second = Trainer(name).Fit(GraphBaseline.Split(_ml, two).TrainSet);

        CollectionAssert.AreEqual(GraphBaseline.Weights(first), GraphBaseline.Weights(second));
        CollectionAssert.AreEqual(ViewText.Of(first.Transform(split.TestSet)), ViewText.Of(second.Transform(split.TestSet)));
        // Had they been seen, they would have said something.
        using GraphTransformer all = Trainer(name).Fit(GraphBaseline.Sequences(_ml, one)), others = Trainer(name).Fit(GraphBaseline.Sequences(_ml, two));
        CollectionAssert.AreNotEqual(GraphBaseline.Weights(all), GraphBaseline.Weights(others));
    }

    /// <summary>A split leaves no event on a held-out item; where a training set has some all the same, the strict protocol takes them for nothing.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EventsOnAHeldOutPairChangeNothing(string name)
    {
        SequenceData train = TinyShop.Train(users: 20), validation = TinyShop.Validation(users: 20);
        float[] Weights(SequenceData from, RepeatPolicy policy)
        {
            using GraphModel model = GraphFit.Train(
                from, new KnownUsers("User", new string?[20]), validation, [.. Enumerable.Range(0, 20)], GraphBaseline.Options(name, o => o.RepeatPolicy = policy), TinyShop.Buy, 3, _ => { });
            using var transformer = new GraphTransformer(model, new SequenceTransformer.Options());
            return GraphBaseline.Weights(transformer);
        }

        SequenceData leaking = WithLabels(train, validation.Labels!);
        CollectionAssert.AreEqual(Weights(train, RepeatPolicy.TargetPairRemoved), Weights(leaking, RepeatPolicy.TargetPairRemoved));
        CollectionAssert.AreNotEqual(Weights(train, RepeatPolicy.AsIs), Weights(leaking, RepeatPolicy.AsIs));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheSameSeedGivesTheSameModel(string name)
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        float[] Weights(int seed)
        {
            using GraphTransformer model = Trainer(name, o => o.Seed = seed).Fit(split.TrainSet, split.ValidationSet);
            return GraphBaseline.Weights(model);
        }

        float[] first = Weights(3);
        CollectionAssert.AreEqual(first, Weights(3));
        CollectionAssert.AreNotEqual(first, Weights(4));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AStoppedRunGoesOnBitByBit(string name)
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        string folder = Directory.CreateTempSubdirectory("dpcpl-test-").FullName;
        try
        {
            using GraphTransformer whole = Trainer(name, o => o.Epochs = 4).Fit(split.TrainSet, split.ValidationSet);
            using var stop = new CancellationTokenSource();
            GraphTransformer Run(Action<TrainingProgress> progress) => Trainer(
                name, o => (o.Epochs, o.CheckpointFolder, o.CancellationToken, o.Progress) = (4, folder, stop.Token, new NeuralFitTests.Collect(progress))).Fit(split.TrainSet, split.ValidationSet);
            using GraphTransformer part = Run(progress =>
            {
                if (progress is { Epoch: 2 } && progress.Step == progress.Steps)
                    stop.Cancel();
            });
            Assert.IsLessThan(whole.LearningCurve.Count, part.LearningCurve.Count);
            using GraphTransformer resumed = Trainer(name, o => (o.Epochs, o.CheckpointFolder) = (4, folder)).Fit(split.TrainSet, split.ValidationSet);

            CollectionAssert.AreEqual(GraphBaseline.Weights(whole), GraphBaseline.Weights(resumed));
            StringAssert.Contains(
                Assert.ThrowsExactly<InvalidOperationException>(() => Trainer(name, o => (o.Epochs, o.CheckpointFolder) = (5, folder)).Fit(split.TrainSet, split.ValidationSet)).Message, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void CanceledBeforeTheFirstEpochThereIsNoModel(string name)
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => Trainer(name, o => o.CancellationToken = stop.Token).Fit(GraphBaseline.Sequences(_ml, GraphBaseline.Events())));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheContractOfEstimatorsIsKept(string name)
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        new EstimatorContract(_ml, () => Trainer(name, o => o.Epochs = 1), split.TestSet)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Behavior", "Timestamp", "Label", "Negatives", "ColdStart", "TargetInHistory"],
            MistypedWith = "User",
        }.Check();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task AnotherProcessScoresByTheSavedModel(string name)
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        using GraphTransformer model = Trainer(name).Fit(split.TrainSet, split.ValidationSet);
        IDataView histories = _ml.Data.TakeRows(split.TestSet, 7);
        using var zip = new MemoryStream();
        _ml.Model.Save(model, histories.Schema, zip);
        zip.Position = 0;
        using var loaded = (GraphTransformer)_ml.Model.Load(zip, out _);

        Assert.AreEqual(model.Summary, loaded.Summary);
        Assert.AreEqual(model.Validation, loaded.Validation);
        CollectionAssert.AreEqual(model.LearningCurve.ToArray(), loaded.LearningCurve.ToArray());
        using GraphTransformer refitted = Trainer(name).Refit(model, split.TrainValidationSet), again = Trainer(name).Refit(loaded, split.TrainValidationSet);
        CollectionAssert.AreEqual(ViewText.Of(refitted.Transform(histories)), ViewText.Of(again.Transform(histories)));
        Assert.AreEqual(LoadHostProcess.AsText(model.Transform(histories)), await LoadHostProcess.TransformAsync(zip.ToArray(), histories));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void UnknownUsersAndItemsAreScored(string name)
    {
        // User 0 has no event and user 1 none on a known item; the label of user 3 is unknown.
        IDataView view = ScoringData.View(_ml, ScoringData.Rows(200)), few = _ml.Data.TakeRows(view, 4);
        using GraphTransformer model = Trainer(name).Fit(view);
        float[] popularity = model.Model.Popularity;
        uint[] popular = [.. Enumerable.Range(1, ScoringData.Items).OrderByDescending(i => popularity[i]).ThenBy(i => i).Take(10).Select(i => (uint)i)];

        Scored[] rows = [.. _ml.Data.CreateEnumerable<Scored>(model.Transform(few), reuseRowObject: false)];
        Scored[] strangers = [.. _ml.Data.CreateEnumerable<Scored>(model.Transform(_ml.Transforms.DropColumns("User").Fit(few).Transform(few)), reuseRowObject: false)];

        CollectionAssert.AreEqual(popular, rows[0].RecommendedItems);
        CollectionAssert.AreEqual(popular, rows[1].RecommendedItems);
        CollectionAssert.AreNotEqual(popular, rows[2].RecommendedItems);
        // What CML, DPT and KMCLR without knowledge make of a user is what the items of the user say.
        if (name is not ("Cml" or "Kmclr" or "Dpt"))
            CollectionAssert.AreNotEqual(rows[3].RecommendedScores, strangers[3].RecommendedScores, "a known user has a vector that was trained");
        Assert.AreEqual(rows[3].ItemsRanked + 1, rows[3].ItemsAbove, "an unknown label stands in no list");
    }

    [TestMethod]
    public void WithRefitAModelHearsOfLaterEvents()
    {
        List<BehaviorEvent> events = GraphBaseline.Events();
        IDataView before = GraphBaseline.Sequences(_ml, events);
        GraphTrainer trainer = Trainer("LightGcn");
        using GraphTransformer model = trainer.Fit(before), same = trainer.Refit(model, before);
        CollectionAssert.AreEqual(ViewText.Of(model.Transform(before)), ViewText.Of(same.Transform(before)));

        // Everybody touches one more item, and there is somebody new.
        IDataView after = GraphBaseline.Sequences(_ml, [.. events, .. GraphBaseline.Later(5), new BehaviorEvent { User = "new", Item = "i3", Behavior = "buy", Timestamp = 2_000_001 }]);
        using GraphTransformer later = trainer.Refit(model, after);
        Assert.AreEqual(GraphBaseline.Users + 1, later.Model.Graphs.Users);
        CollectionAssert.AreNotEqual(ViewText.Of(model.Transform(before)), ViewText.Of(later.Transform(before)));
        CollectionAssert.AreEqual(ViewText.Of(model.Transform(before)), ViewText.Of(same.Transform(before)), "the model that was given");

        IDataView fewer = GraphBaseline.Sequences(_ml, events.Take(40));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => trainer.Refit(model, fewer)).Message, "items");
    }

    /// <summary>The smallest catalog that can be ranked has two items; of one there is nothing to say.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheSmallestCatalogHasTwoItems(string name)
    {
        GraphModel Fit(SequenceData data) => GraphFit.Train(
            data, new KnownUsers("User", new string?[data.Store.UserCount]), null, [], GraphBaseline.Options(name), 2, 3, _ => { });
        using GraphModel model = Fit(SmallShop.Data(2, [1, 1, 1], [2], []));
        Assert.AreEqual(2, model.ItemCount);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Fit(SmallShop.Data(1, [1, 1, 1], [1]))).Message, "nothing to train on");
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        Refused(o => o.HiddenSize = 0, "HiddenSize", "1 and 4096");
        Refused(o => o.Layers = 0, "Layers", "1 and 8");
        Refused(o => o.Loss = RankingLoss.Bce, "Loss", "Bpr or SampledSoftmax");
        Refused(o => o.Negatives = 0, "Negatives", "1 and 65536");
        Refused(o => o.WeightDecay = -1, "WeightDecay", "0 and 100");
        Refused(o => o.BatchSize = 0, "BatchSize", "1 and 1000000");
        Refused(o => o.LearningRate = 0, "LearningRate", "1E-07 and 1");
        Refused(o => o.Epochs = 0, "Epochs", "1 and 100000");
        Refused(o => o.UserColumnName = "", "UserColumnName", "a name");
        Refused(o => o.Pairs = (GraphPairs)7, "Pairs", "AllBehaviors");
    }

    [TestMethod]
    public void ColumnsThatAreNotThereAreNamed()
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer("LightGcn", o => o.UserColumnName = "Customer").Fit(split.TrainSet)).Message, "'Customer'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer("LightGcn").Fit(split.TrainSet, split.TrainSet)).Message, "'Label'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer("LightGcn", o => o.TargetBehavior = "lease").Fit(split.TrainSet)).Message, "'lease'");
    }

    [TestMethod]
    public void WithoutAColumnOfUsersNobodyIsKnownAgain()
    {
        IDataView sequences = GraphBaseline.Sequences(_ml, GraphBaseline.Events());
        IDataView nameless = _ml.Transforms.DropColumns("User").Fit(sequences).Transform(sequences);
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        using GraphTransformer model = Trainer("LightGcn").Fit(nameless);
        StringAssert.Contains(warnings.Single(), "UserColumnName");
        CollectionAssert.AreEqual(Scores(model, nameless), Scores(model, sequences));
    }

    private float[] Scores(GraphTransformer model, IDataView view) =>
        [.. _ml.Data.CreateEnumerable<Scored>(model.Transform(view), reuseRowObject: false, ignoreMissingColumns: true).SelectMany(row => row.RecommendedScores)];

    private void Refused(Action<GraphTrainerOptions> change, string option, string range)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer("LightGcn", change));
        Assert.AreEqual(option, error.ParamName);
        StringAssert.Contains(error.Message, range);
    }

    private GraphTrainer Trainer(string name, Action<GraphTrainerOptions>? change = null) => GraphBaseline.Trainer(_ml, GraphBaseline.Options(name, change));

    /// <summary>The histories with a click on each user's label before them.</summary>
    private static SequenceData WithLabels(SequenceData data, int[] labels)
    {
        SequenceStore store = data.Store;
        int[] offsets = [.. Enumerable.Range(0, store.UserCount + 1).Select(user => (user == store.UserCount ? store.EventCount : store.Start(user)) + user)];
        T[] Rows<T>(Func<int, T> first, Func<int, T[]> rest) => [.. Enumerable.Range(0, store.UserCount).SelectMany(user => (T[])[first(user), .. rest(user)])];
        return data.With(new SequenceStore(
            offsets,
            Rows(user => labels[user], user => store.ItemsOf(user).ToArray()),
            Rows(_ => TinyShop.Click, user => store.BehaviorsOf(user).ToArray()),
            Rows(_ => 0L, user => store.TimesOf(user).ToArray())));
    }

    private sealed class Scored
    {
        public uint[] RecommendedItems { get; set; } = [];

        public float[] RecommendedScores { get; set; } = [];

        public int ItemsAbove { get; set; }

        public int ItemsRanked { get; set; }
    }
}
