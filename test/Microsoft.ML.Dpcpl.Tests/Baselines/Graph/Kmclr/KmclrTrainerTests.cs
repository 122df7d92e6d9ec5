using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Baselines.Graph;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Kmclr;

/// <summary>KMCLR from events and attributes of items to recommendations.</summary>
[TestClass]
public sealed class KmclrTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void APlantedPatternIsLearned()
    {
        SequenceSplit split = Split(GraphBaseline.Events());
        double popularity = _ml.Recommendation().EvaluateFloors(split).Single(b => b.Name == "Popularity").Metrics.Ndcg(10);
        KmclrTrainer trainer = Trainer(o => (o.Epochs, o.Patience, o.ItemInitialization) = (40, 15, ItemInitialization.Random));
        using GraphTransformer model = trainer.Fit(split.TrainSet, split.ValidationSet), refitted = trainer.Refit(model, split.TrainValidationSet);
        Assert.AreEqual((GraphBaseline.Groups + 2, 2), model.Model.Network.Shape.Knowledge, "groups and halves; names are of one item each, sizes numbers");
        IDataView nameless = _ml.Transforms.DropColumns("User").Fit(split.TestSet).Transform(split.TestSet);
        foreach (GraphTransformer one in (GraphTransformer[])[model, refitted])
        {
            SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(one.Transform(split.TestSet));
            Assert.IsGreaterThan(0.6, metrics.HitRatio(10));
            Assert.IsGreaterThan(3 * popularity, metrics.Ndcg(10));
            Assert.IsGreaterThan(0.5, _ml.Recommendation().EvaluateSequences(one.Transform(nameless)).HitRatio(10));
        }
    }

    /// <summary>The last item of each group has no event; its group alone says who likes it, and says so by knowledge alone.</summary>
    [TestMethod]
    public void AnItemWithoutEventsIsKnownByItsEntities()
    {
        List<BehaviorEvent> events = [.. GraphBaseline.Events().Where(e => Number(e.Item) % GraphBaseline.GroupItems != GraphBaseline.GroupItems - 1)];
        IDataView sequences = Sequences(events, All);
        using GraphTransformer model = Trainer(o => (o.Epochs, o.KnowledgeShare) = (40, 0.5)).Fit(sequences);
        Assert.AreEqual(GraphBaseline.Groups * GraphBaseline.GroupItems, model.Model.ItemCount);
        VBuffer<ReadOnlyMemory<char>> names = default;
        sequences.Schema["Item"].GetKeyValues(ref names);
        int[] keys = [.. Enumerable.Range(0, GraphBaseline.Groups).Select(group =>
            1 + Array.FindIndex(names.DenseValues().ToArray(), name => name.ToString() == $"i{(group * GraphBaseline.GroupItems) + GraphBaseline.GroupItems - 1}"))];
        using TorchSharp.torch.Tensor scores = model.Model.Network.Over(model.Model.Graphs).Vectors() is var vectors ? vectors.Users.mm(vectors.Items.t()) : throw new InvalidOperationException();
        vectors.Dispose();
        string[] users = [.. _ml.Data.CreateEnumerable<Row>(sequences, reuseRowObject: false).Select(row => row.User)];
        int right = 0;
        for (int user = 0; user < users.Length; user++)
        {
            float[] row = scores[user].data<float>().ToArray();
            int best = Enumerable.Range(0, GraphBaseline.Groups).MaxBy(group => row[keys[group]]);
            right += best == int.Parse(users[user][1..], System.Globalization.CultureInfo.InvariantCulture) % GraphBaseline.Groups ? 1 : 0;
        }

        Assert.IsGreaterThan(0.5, (double)right / users.Length, "chance is a twelfth");
    }

    [TestMethod]
    public void WhatComesAfterTheCutChangesNothing()
    {
        List<BehaviorEvent> one = [.. GraphBaseline.Events(), .. GraphBaseline.Later(seed: 2)], two = [.. GraphBaseline.Events(), .. GraphBaseline.Later(seed: 3)];
        using GraphTransformer first = Trainer().Fit(Split(one).TrainSet), second = Trainer().Fit(Split(two).TrainSet);
        CollectionAssert.AreEqual(GraphBaseline.Weights(first), GraphBaseline.Weights(second));
        using GraphTransformer all = Trainer().Fit(Sequences(one)), others = Trainer().Fit(Sequences(two));
        CollectionAssert.AreNotEqual(GraphBaseline.Weights(all), GraphBaseline.Weights(others));
    }

    /// <summary>The file holds what attributes say of items: a history without them is scored alike, by whatever reads it.</summary>
    [TestMethod]
    public void ALoadedModelKnowsItsItems()
    {
        SequenceSplit split = Split(GraphBaseline.Events());
        KmclrTrainer trainer = Trainer();
        using GraphTransformer model = trainer.Fit(split.TrainSet, split.ValidationSet);
        using var zip = new MemoryStream();
        _ml.Model.Save(model, split.TestSet.Schema, zip);
        zip.Position = 0;
        using var loaded = (GraphTransformer)_ml.Model.Load(zip, out _);
        CollectionAssert.AreEqual(ViewText.Of(model.Transform(split.TestSet)), ViewText.Of(loaded.Transform(split.TestSet)));
        IDataView plain = GraphBaseline.Split(_ml, GraphBaseline.Events()).TestSet;
        CollectionAssert.AreEqual(ViewText.Of(model.Transform(split.TestSet)), ViewText.Of(loaded.Transform(plain)));
        using GraphTransformer refitted = trainer.Refit(model, split.TrainValidationSet), again = trainer.Refit(loaded, split.TrainValidationSet);
        CollectionAssert.AreEqual(ViewText.Of(refitted.Transform(split.TestSet)), ViewText.Of(again.Transform(split.TestSet)));
        CollectionAssert.AreNotEqual(ViewText.Of(refitted.Transform(split.TestSet)), ViewText.Of(model.Transform(split.TestSet)));
    }

    [TestMethod]
    public void AStoppedRunGoesOnBitByBit()
    {
        SequenceSplit split = Split(GraphBaseline.Events());
        string folder = Directory.CreateTempSubdirectory("dpcpl-test-").FullName;
        try
        {
            using GraphTransformer whole = Trainer(o => o.Epochs = 4).Fit(split.TrainSet, split.ValidationSet);
            using var stop = new CancellationTokenSource();
            using GraphTransformer part = Trainer(o => (o.Epochs, o.CheckpointFolder, o.CancellationToken, o.Progress) = (4, folder, stop.Token, new Systems.NeuralFitTests.Collect(progress =>
            {
                if (progress is { Epoch: 2 } && progress.Step == progress.Steps)
                    stop.Cancel();
            }))).Fit(split.TrainSet, split.ValidationSet);
            Assert.IsLessThan(whole.LearningCurve.Count, part.LearningCurve.Count);
            using GraphTransformer resumed = Trainer(o => (o.Epochs, o.CheckpointFolder) = (4, folder)).Fit(split.TrainSet, split.ValidationSet);
            CollectionAssert.AreEqual(GraphBaseline.Weights(whole), GraphBaseline.Weights(resumed));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each changes the vectors that score; without knowledge none does that is about it.</summary>
    [TestMethod]
    public void OptionsChangeWhatIsLearned()
    {
        IDataView known = Sequences(GraphBaseline.Events()), plain = GraphBaseline.Sequences(_ml, GraphBaseline.Events());
        float[] Vectors(IDataView from, Action<KmclrTrainer.Options>? change = null)
        {
            using GraphTransformer model = Trainer(o =>
            {
                o.Epochs = 2;
                change?.Invoke(o);
            }).Fit(from);
            using GraphVectors vectors = model.Model.Network.Over(model.Model.Graphs).Vectors();
            return [.. vectors.Users.data<float>().ToArray(), .. vectors.Items.data<float>().ToArray()];
        }

        float[] usual = Vectors(known), without = Vectors(plain);
        CollectionAssert.AreNotEqual(usual, without);
        CollectionAssert.AreEqual(usual, Vectors(known));
        Action<KmclrTrainer.Options>[] ofBoth = [o => o.RawAdjacency = true, o => o.ContrastiveWeight = 1, o => (o.ContrastiveWeight, o.Temperature) = (1, 0.5)];
        Action<KmclrTrainer.Options>[] ofKnowledge =
        [
            o => o.MaxEntities = 1, o => o.KnowledgeShare = 0.2, o => o.TripleWeight = 0, o => o.TripleWeight = 2, o => o.TripleBatchSize = 32, o => o.ViewWeight = 0, o => o.ViewWeight = 0.2,
            o => o.TripleDropout = 0.3, o => o.LeastKept = 0.3,
        ];
        var seen = new HashSet<string> { string.Join(' ', usual) };
        foreach (Action<KmclrTrainer.Options> change in ofBoth.Concat(ofKnowledge))
            Assert.IsTrue(seen.Add(string.Join(' ', Vectors(known, change))));
        foreach (Action<KmclrTrainer.Options> change in ofBoth)
            CollectionAssert.AreNotEqual(without, Vectors(plain, change));
        foreach (Action<KmclrTrainer.Options> change in ofKnowledge)
            CollectionAssert.AreEqual(without, Vectors(plain, change));
    }

    /// <summary>Vectors of one number are zero for many, and views of few pairs leave nodes alone.</summary>
    [TestMethod]
    [DataRow(RankingLoss.Bpr)]
    [DataRow(RankingLoss.SampledSoftmax)]
    public void TheEndsOfTheRangesAreTrained(RankingLoss loss)
    {
        using GraphTransformer model = Trainer(o =>
        {
            (o.HiddenSize, o.BatchSize, o.Epochs, o.Loss, o.WeightDecay, o.Pairs) = (1, 7, 1, loss, 0, GraphPairs.TargetBehavior);
            (o.KnowledgeShare, o.MaxEntities, o.TripleDropout, o.LeastKept, o.TripleBatchSize, o.ContrastiveNodes, o.Layers) = (1, 1, 0.95, 0, 1, 2, 1);
        }).Fit(Sequences(GraphBaseline.Events()));
        Assert.IsTrue(GraphBaseline.Weights(model).All(float.IsFinite));
    }

    private static int All { get; } = GraphBaseline.Groups * GraphBaseline.GroupItems;

    private static int Number(string item) => int.Parse(item[1..], System.Globalization.CultureInfo.InvariantCulture);

    private KmclrTrainer Trainer(Action<KmclrTrainer.Options>? change = null) =>
        (KmclrTrainer)GraphBaseline.Trainer(_ml, GraphBaseline.Options("Kmclr", options => change?.Invoke((KmclrTrainer.Options)options)));

    private SequenceSplit Split(IEnumerable<BehaviorEvent> events) => _ml.Data.LeaveOneOutSplit(Sequences(events), negativeCount: 20);

    private IDataView Sequences(IEnumerable<BehaviorEvent> events, int items = 0)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(events);
        // Without more items than there are events of, keys are those of the events alone.
        IEnumerable<int> described = items > 0 ? Enumerable.Range(0, items) : events.Select(e => Number(e.Item)).Distinct();
        IDataView things = _ml.Data.LoadFromEnumerable(described.Select(item => new Thing
        {
            Item = $"i{item}",
            Name = $"n{item}",
            Traits = [$"g{item / GraphBaseline.GroupItems}"],
            Half = item % 2 == 0 ? "even" : "odd",
            Size = item,
            Text = [item, 1],
        }));
        return _ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { ItemAttributes = things }).Fit(view).Transform(view);
    }

    private sealed class Row
    {
        public string User { get; set; } = "";
    }

    private sealed class Thing
    {
        public string Item { get; set; } = "";

        public string Name { get; set; } = "";

        public string[] Traits { get; set; } = [];

        public string Half { get; set; } = "";

        public float Size { get; set; }

        public float[] Text { get; set; } = [];
    }
}
