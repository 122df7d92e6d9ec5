using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Dpcpl.Tests.Scoring;
using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;

[TestClass]
public sealed class ItemItemTrainerTests
{
    private const int Groups = 12, GroupItems = 8;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(nameof(ItemKnnTrainer))]
    [DataRow(nameof(EaseTrainer))]
    public void APlantedPatternIsLearned(string name)
    {
        SequenceSplit split = Split(Events());
        double popularity = _ml.Recommendation().EvaluateFloors(split).Single(b => b.Name == "Popularity").Metrics.Ndcg(10);

        using ItemItemTransformer model = Trainer(name).Fit(split.TrainSet, split.ValidationSet);
        SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(model.Transform(split.TestSet));

        Assert.IsGreaterThan(0.8, metrics.HitRatio(10));
        Assert.IsGreaterThan(3 * popularity, metrics.Ndcg(10));
    }

    [TestMethod]
    [DataRow(nameof(ItemKnnTrainer))]
    [DataRow(nameof(EaseTrainer))]
    public void WhatComesAfterTheCutChangesNothing(string name)
    {
        List<BehaviorEvent> one = [.. Events(), .. Later(seed: 2)], two = [.. Events(), .. Later(seed: 3)];
        SequenceSplit split = Split(one);
        using ItemItemTransformer first = Trainer(name).Fit(split.TrainSet), second = Trainer(name).Fit(Split(two).TrainSet);

        SmallShop.AssertEqual(Weights(first), Weights(second), 0);
        CollectionAssert.AreEqual(ViewText.Of(first.Transform(split.TestSet)), ViewText.Of(second.Transform(split.TestSet)));
        // Had they been seen, they would have said something.
        using ItemItemTransformer all = Trainer(name).Fit(Sequences(one)), others = Trainer(name).Fit(Sequences(two));
        CollectionAssert.AreNotEqual(Weights(all), Weights(others));
    }

    [TestMethod]
    [DataRow(nameof(ItemKnnTrainer))]
    [DataRow(nameof(EaseTrainer))]
    public void TheSummaryHasTheFiguresOfTheValidationSet(string name)
    {
        SequenceSplit split = Split(Events());
        var reports = new List<TrainingProgress>();
        using ItemItemTransformer model = Trainer(name, o => o.Progress = new NeuralFitTests.Collect(reports.Add)).Fit(split.TrainSet, split.ValidationSet);
        using ItemItemTransformer blind = Trainer(name).Fit(split.TrainSet);
        SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(model.Transform(split.ValidationSet));

        Assert.AreEqual(metrics.Ndcg(10), model.Summary.ValidationNdcg);
        Assert.AreEqual(metrics.HitRatio(10), model.Summary.ValidationHitRatio);
        Assert.AreEqual(metrics.Ndcg(10), reports.Single().ValidationNdcg);
        Assert.IsGreaterThan(0L, model.Summary.Parameters);
        Assert.IsNull(blind.Summary.ValidationNdcg);
        SmallShop.AssertEqual(Weights(blind), Weights(model), 0);
    }

    [TestMethod]
    [DataRow(nameof(ItemKnnTrainer))]
    [DataRow(nameof(EaseTrainer))]
    public void TheContractOfEstimatorsIsKept(string name)
    {
        SequenceSplit split = Split(Events());
        new EstimatorContract(_ml, () => Trainer(name), split.TestSet)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Behavior", "Timestamp", "Label", "Negatives", "ColdStart", "TargetInHistory"],
            MistypedWith = "User",
        }.Check();
    }

    [TestMethod]
    [DataRow(nameof(ItemKnnTrainer))]
    [DataRow(nameof(EaseTrainer))]
    public async Task AnotherProcessScoresByTheSavedModel(string name)
    {
        SequenceSplit split = Split(Events());
        using ItemItemTransformer model = Trainer(name).Fit(split.TrainSet, split.ValidationSet);
        IDataView histories = _ml.Data.TakeRows(split.TestSet, 7);
        using var zip = new MemoryStream();
        _ml.Model.Save(model, histories.Schema, zip);
        zip.Position = 0;
        using var loaded = (ItemItemTransformer)_ml.Model.Load(zip, out _);

        Assert.AreEqual(model.Summary, loaded.Summary);
        Assert.AreEqual(LoadHostProcess.AsText(model.Transform(histories)), await LoadHostProcess.TransformAsync(zip.ToArray(), histories));
    }

    [TestMethod]
    [DataRow(nameof(ItemKnnTrainer))]
    [DataRow(nameof(EaseTrainer))]
    public void UnknownUsersAndItemsAreScored(string name)
    {
        // User 0 has no event and user 1 none on a known item; the label of user 3 is unknown.
        IDataView view = ScoringData.View(_ml, ScoringData.Rows(200)), few = _ml.Data.TakeRows(view, 4);
        using ItemItemTransformer model = Trainer(name).Fit(view);
        float[] popularity = model.SequenceModel.Popularity.ToArray();
        uint[] popular = [.. Enumerable.Range(1, ScoringData.Items).OrderByDescending(i => popularity[i]).ThenBy(i => i).Take(10).Select(i => (uint)i)];

        Scored[] rows = [.. _ml.Data.CreateEnumerable<Scored>(model.Transform(few), reuseRowObject: false)];

        CollectionAssert.AreEqual(popular, rows[0].RecommendedItems);
        CollectionAssert.AreEqual(popular, rows[1].RecommendedItems);
        CollectionAssert.AreNotEqual(popular, rows[2].RecommendedItems);
        Assert.AreEqual(rows[3].ItemsRanked + 1, rows[3].ItemsAbove, "an unknown label stands in no list");
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        Refused<ItemKnnTrainer.Options>(o => o.Neighbors = 0, "Neighbors", "1 and 1000000");
        Refused<ItemKnnTrainer.Options>(o => o.Recency = 1.01, "Recency", "0.01 and 1");
        Refused<ItemKnnTrainer.Options>(o => o.Recency = double.NaN, "Recency", "0.01 and 1");
        Refused<ItemKnnTrainer.Options>(o => o.DayDecay = -0.1, "DayDecay", "0 and 10");
        Refused<ItemKnnTrainer.Options>(o => o.HistoryExponent = 2.1, "HistoryExponent", "0 and 2");
        Refused<ItemKnnTrainer.Options>(o => o.CandidateExponent = -1, "CandidateExponent", "0 and 2");
        Refused<ItemKnnTrainer.Options>(o => o.UserExponent = 3, "UserExponent", "0 and 2");
        Refused<ItemKnnTrainer.Options>(o => o.TargetBehavior = "", "TargetBehavior", "a name");
        Refused<EaseTrainer.Options>(o => o.Lambda = 0, "Lambda", "0.1 and 10000000");
        Refused<EaseTrainer.Options>(o => o.ExactItems = 0, "ExactItems", "1 and 1000000");
        Refused<EaseTrainer.Options>(o => o.MemoryLimit = 0, "MemoryLimit", "1 and");
        Refused<EaseTrainer.Options>(o => o.RepeatPolicy = (RepeatPolicy)9, "RepeatPolicy", "TargetPairRemoved");
    }

    [TestMethod]
    public void AnUnknownTargetIsRefused()
    {
        SequenceSplit split = Split(Events());
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().Trainers.ItemKnn("lease").Fit(split.TrainSet));
        StringAssert.Contains(error.Message, "'lease'");
        StringAssert.Contains(error.Message, "'buy'");
    }

    [TestMethod]
    public void AValidationSetWithoutLabelsIsRefused()
    {
        SequenceSplit split = Split(Events());
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().Trainers.Ease().Fit(split.TrainSet, split.TrainSet));
        StringAssert.Contains(error.Message, "'Label'");
    }

    private void Refused<TOptions>(Action<TOptions> change, string option, string range)
        where TOptions : ItemItemTrainerOptions, new()
    {
        var options = new TOptions();
        change(options);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Make(options));
        Assert.AreEqual(option, error.ParamName);
        StringAssert.Contains(error.Message, range);
    }

    private ItemItemTrainer Trainer(string name, Action<ItemItemTrainerOptions>? change = null)
    {
        ItemItemTrainerOptions options = name == nameof(EaseTrainer) ? new EaseTrainer.Options { Lambda = 20 } : new ItemKnnTrainer.Options();
        change?.Invoke(options);
        return Make(options);
    }

    private ItemItemTrainer Make(ItemItemTrainerOptions options) => options is EaseTrainer.Options ease
        ? _ml.Recommendation().Trainers.Ease(ease)
        : _ml.Recommendation().Trainers.ItemKnn((ItemKnnTrainer.Options)options);

    private static double[,] Weights(ItemItemTransformer transformer) => SmallShop.Dense(((ItemItemModel)transformer.SequenceModel).Weights);

    private SequenceSplit Split(List<BehaviorEvent> events) => _ml.Data.LeaveOneOutSplit(Sequences(events), negativeCount: 20);

    private IDataView Sequences(List<BehaviorEvent> events)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(events);
        return _ml.Transforms.BehaviorSequences().Fit(view).Transform(view);
    }

    /// <summary>Every user likes one group of items and touches most of it in any order, and one item of any group.</summary>
    private static List<BehaviorEvent> Events()
    {
        var random = new Random(7);
        var events = new List<BehaviorEvent>();
        for (int user = 0; user < 150; user++)
        {
            int group = user % Groups;
            int[] items = [.. Enumerable.Range(0, GroupItems).Select(i => (group * GroupItems) + i).OrderBy(_ => random.Next()).Take(6)];
            items[2] = random.Next(Groups * GroupItems);
            for (int i = 0; i < items.Length; i++)
                events.Add(new BehaviorEvent { User = $"u{user}", Item = $"i{items[i]}", Behavior = i >= 3 ? "buy" : "click", Timestamp = 1_000_000 + (i * 40_000) + user });
        }

        return events;
    }

    /// <summary>A click of every user after the last purchase of all.</summary>
    private static List<BehaviorEvent> Later(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. from user in Enumerable.Range(0, 150)
            from step in Enumerable.Range(1, 1)
            select new BehaviorEvent { User = $"u{user}", Item = $"i{random.Next(Groups * GroupItems)}", Behavior = "click", Timestamp = 2_000_000 + step },
        ];
    }

    private sealed class Scored
    {
        public uint[] RecommendedItems { get; set; } = [];

        public int ItemsAbove { get; set; }

        public int ItemsRanked { get; set; }
    }
}
