using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Attributes of items from the log to the list of recommendations.</summary>
[TestClass]
public sealed class ItemAttributeTrainingTests
{
    private const int Kinds = 4, Each = 12, Hidden = 3;

    private static readonly MLContext Ml = new(1);

    /// <summary>
    /// Users like one kind of items each, and an item's attribute is its kind. The last items of every kind have no event: still those of the user's kind stand
    /// before those of other kinds.
    /// </summary>
    [TestMethod]
    public void AnItemWithoutEventsIsRecommendedToTheRightUsers()
    {
        (IDataView events, IDataView items) = Shop();
        BehaviorSequencesTransformer features = Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { ItemAttributes = items }).Fit(events);
        IDataView sequences = features.Transform(events);
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { TargetBehavior = "buy", RepeatPolicy = RepeatPolicy.AsIs, NegativeCount = 0 });
        using NeuralTransformer model = Trainer().Fit(split.TrainSet, split.ValidationSet);
        Assert.AreEqual(Kinds * Each, model.Model.ItemCount);
        Assert.IsGreaterThan(0.3, model.Model.Model.Attributes!.Explained);
        Assert.IsGreaterThan(0.8, ShareOfRightOnes(features, model), "chance is a quarter");

        using var zip = new MemoryStream();
        Ml.Model.Save(features.Append(model), events.Schema, zip);
        zip.Position = 0;
        NeuralTransformer loaded = ((Microsoft.ML.Data.TransformerChain<ITransformer>)Ml.Model.Load(zip, out _)).OfType<NeuralTransformer>().Single();
        CollectionAssert.AreEqual(TinyShop.Weights(model.Model), TinyShop.Weights(loaded.Model));
        AttributeMap saved = model.Model.Model.Attributes!, read = loaded.Model.Model.Attributes!;
        CollectionAssert.AreEqual(saved.Weights.ToArray(), read.Weights.ToArray());
        Assert.AreEqual((saved.Coding, saved.Events, saved.EventsOfNew, saved.Explained), (read.Coding, read.Events, read.EventsOfNew, read.Explained));
    }

    /// <summary>The same, of items that come with a night's update, from a model that was loaded.</summary>
    [TestMethod]
    public void SoIsOneThatComesLater()
    {
        (IDataView events, IDataView items) = Shop();
        IDataView known = Ml.Data.LoadFromEnumerable(Rows(items).Where(row => Number(row.Item) < Each - Hidden).ToArray());
        BehaviorSequencesTransformer features = Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { ItemAttributes = known }).Fit(events);
        DpcplTrainer trainer = Trainer();
        using NeuralTransformer model = trainer.Fit(features.Transform(events));
        Assert.AreEqual(Kinds * (Each - Hidden), model.Model.ItemCount);
        BehaviorSequencesTransformer grown = features.Extend(events, itemAttributes: items);
        using NeuralTransformer updated = trainer.Refit(model.Model, grown.Transform(events), RefitEvents.All);
        Assert.AreEqual(Kinds * Each, updated.Model.ItemCount);
        Assert.IsGreaterThan(0.8, ShareOfRightOnes(grown, updated), "chance is a quarter");
    }

    /// <summary>What a fold-in and attributes say of a new item with m events are mixed m to 5.</summary>
    [TestMethod]
    public void AttributesAndFoldInAreMixed()
    {
        SequenceData all = TinyShop.Train();
        SequenceData old = With(TinyShop.Train(), Features(24), items: 24, keep: item => item <= 24), grown = With(all, Features(TinyShop.Items));
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.FoldInEvents, o.ItemAttributeEvents) = (TuningMode.None, 1, 0));
        using var model = new NeuralModelParameters(TinyShop.Fit(options, train: old, validate: false));
        AttributeMap map = new("planted", 16, [.. Enumerable.Range(0, 4 * 16).Select(i => 0.01f * i)]);
        using var plain = new NeuralModelParameters(TinyShop.Refit(model.Model with { Attributes = null }, grown, options));
        using var mixed = new NeuralModelParameters(TinyShop.Refit(model.Model with { Attributes = map }, grown, options));
        float[][] folded = [.. TinyShop.Weights(plain).Chunk(16).Take(TinyShop.Items + 1)], both = [.. TinyShop.Weights(mixed).Chunk(16).Take(TinyShop.Items + 1)];
        for (int item = 1; item <= TinyShop.Items; item++)
        {
            int events = all.Store.Items.ToArray().Count(i => i == item);
            for (int c = 0; c < 16; c++)
            {
                double said = (0.01 * ((item % 2 * 16) + c)) + (Math.Log(1 + events) * 0.01 * (32 + c)) + (0.01 * (48 + c));
                double expected = item <= 24 ? folded[item][c] : ((events * folded[item][c]) + (5 * said)) / (events + 5);
                Assert.AreEqual(expected, both[item][c], 1e-4, $"{item}");
            }
        }
    }

    /// <summary>Attributes come after everything that is trained: pre-training and tuning give the same weights, and where attributes are not mixed in, the model is the same.</summary>
    [TestMethod]
    public void WithoutThemNothingChanges()
    {
        DpcplTrainer.Options options = TinyShop.Options(o => (o.NeighborItems, o.ItemAttributeEvents) = (3, 0));
        using var plain = new NeuralModelParameters(TinyShop.Fit(options));
        using var described = new NeuralModelParameters(TinyShop.Fit(options, train: With(TinyShop.Train(), Features(TinyShop.Items))));
        CollectionAssert.AreEqual(TinyShop.Weights(plain), TinyShop.Weights(described), "every item has events, and K is 0");
        Assert.AreEqual(TinyShop.Mix(plain), TinyShop.Mix(described));
        Assert.IsNull(plain.Model.Attributes);
    }

    /// <summary>What is held out says which K is best, and nothing else: with one epoch to choose from, other held-out events give the same map.</summary>
    [TestMethod]
    public void HeldOutEventsTeachTheMapNothing()
    {
        (IDataView events, IDataView items) = Shop();
        IDataView sequences = Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { ItemAttributes = items }).Fit(events).Transform(events);
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { TargetBehavior = "buy", RepeatPolicy = RepeatPolicy.AsIs, NegativeCount = 0 });
        DpcplTrainer trainer = Trainer(o => (o.PretrainingEpochs, o.Tuning, o.CutsPerUser) = (1, TuningMode.None, 100));
        using NeuralTransformer one = trainer.Fit(split.TrainSet, split.ValidationSet), two = trainer.Fit(split.TrainSet, split.TestSet);
        AttributeMap map = one.Model.Model.Attributes!;
        Assert.IsGreaterThan(0, map.Explained);
        CollectionAssert.AreEqual(map.Weights.ToArray(), two.Model.Model.Attributes!.Weights.ToArray());
    }

    /// <summary>A file of format 2 has no map, and is read.</summary>
    [TestMethod]
    public void AFileWithoutAMapIsRead()
    {
        using var model = new NeuralModelParameters(TinyShop.Fit(TinyShop.Options(o => o.NeighborItems = 3), validate: false));
        using NeuralModelParameters loaded = NeuralModelParameters.Load(new MemoryStream(OlderFiles.OfFormat2(model)), device: "cpu");
        CollectionAssert.AreEqual(TinyShop.Weights(model), TinyShop.Weights(loaded));
        Assert.AreEqual(TinyShop.Mix(model), TinyShop.Mix(loaded));
    }

    /// <summary>The attribute of an item of the ring: even or odd.</summary>
    private static ItemFeatures Features(int items) =>
        new("planted", 2, SparseRows.From([([], []), .. Enumerable.Range(1, items).Select(item => ((int[], float[]))([item % 2], [1f]))]));

    private static SequenceData With(SequenceData data, ItemFeatures features, int? items = null, Func<int, bool>? keep = null)
    {
        int[] kept = [.. Enumerable.Range(0, data.Store.EventCount).Where(e => keep?.Invoke(data.Store.Items[e]) != false)];
        var offsets = new int[data.Store.UserCount + 1];
        for (int user = 0; user < data.Store.UserCount; user++)
            offsets[user + 1] = kept.Count(e => e < data.Store.End(user));
        return new SequenceData
        {
            Store = new SequenceStore(offsets, Array.ConvertAll(kept, e => data.Store.Items[e]), Array.ConvertAll(kept, e => data.Store.Behaviors[e]), Array.ConvertAll(kept, e => data.Store.Times[e])),
            PretrainLengths = keep is null ? data.PretrainLengths : [.. Enumerable.Range(0, data.Store.UserCount).Select(user => (offsets[user + 1] - offsets[user]) / 2)],
            BehaviorNames = data.BehaviorNames,
            ItemCount = items ?? data.ItemCount,
            ItemFeatures = features,
        };
    }

    private static DpcplTrainer Trainer(Action<DpcplTrainer.Options>? change = null)
    {
        var options = new DpcplTrainer.Options
        {
            TargetBehavior = "buy",
            RepeatPolicy = RepeatPolicy.AsIs,
            HiddenSize = 16,
            MaxSequenceLength = 12,
            PromptTokens = 2,
            PretrainingEpochs = 12,
            TuningEpochs = 1,
            Seed = 1,
            Device = "cpu",
        };
        change?.Invoke(options);
        return Ml.Recommendation().Trainers.Dpcpl(options);
    }

    /// <summary>Users who take ten items of a kind with events, now and then one of another kind; and all items with their kind.</summary>
    private static (IDataView Events, IDataView Items) Shop()
    {
        var random = new Random(1);
        List<BehaviorEvent> events = [];
        for (int user = 0; user < 160; user++)
        {
            for (int step = 0; step < 10; step++)
            {
                int kind = random.Next(8) == 0 ? random.Next(Kinds) : user % Kinds;
                events.Add(new BehaviorEvent { User = $"u{user}", Item = $"{kind}-{random.Next(Each - Hidden)}", Behavior = "buy", Timestamp = (86_400 * step) + user });
            }
        }

        return (Ml.Data.LoadFromEnumerable(events), Ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, Kinds * Each).Select(i => new Kind { Item = $"{i % Kinds}-{i / Kinds}", Name = $"kind {i % Kinds}" }).ToArray()));
    }

    /// <summary>Of the hidden items that rank best for each user, as many as there are of a kind, the share that is of the user's kind.</summary>
    private static double ShareOfRightOnes(BehaviorSequencesTransformer features, NeuralTransformer model)
    {
        NeuralTransformer all = model.WithOptions(o => o.TopK = Kinds * Each);
        int right = 0, count = 0;
        using var engine = Ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(
            features.Append(all).Append(Ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(all.Transform(features.Transform(Shop().Events)))));
        for (int kind = 0; kind < Kinds; kind++)
        {
            for (int start = 0; start < 4; start++)
            {
                string[] items = [.. Enumerable.Range(start, 5).Select(i => $"{kind}-{i}")];
                Recommendation list = engine.Predict(new UserHistory { Item = items, Behavior = [.. items.Select(_ => "buy")], Timestamp = [.. items.Select((_, i) => 1_000_000L + (86_400 * i))] });
                string[] hidden = [.. list.RecommendedItems.Where(item => Number(item) >= Each - Hidden).Take(Hidden)];
                Assert.HasCount(Hidden, hidden);
                right += hidden.Count(item => item.StartsWith($"{kind}-", StringComparison.Ordinal));
                count += Hidden;
            }
        }

        return (double)right / count;
    }

    private static int Number(string item) => int.Parse(item[2..], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<Kind> Rows(IDataView items) => Ml.Data.CreateEnumerable<Kind>(items, reuseRowObject: false);

    private sealed class Kind
    {
        public string Item { get; set; } = "";

        public string Name { get; set; } = "";
    }
}
