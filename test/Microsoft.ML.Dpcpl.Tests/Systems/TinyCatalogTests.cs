using Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Catalogs of one and two items, and a user who has every item: nothing to draw negatives from is no reason to fail.</summary>
[TestClass]
public sealed class TinyCatalogTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void EverySystemIsTrainedAndMeasured(int items)
    {
        SequenceSplit split = Split(items);
        Assert.IsGreaterThan(0, split.TestCount);
        Assert.AreEqual(split.TestCount, split.UnsampledTestCount);
        foreach (RankingLoss loss in Enum.GetValues<RankingLoss>())
            Check(_ml.Recommendation().Trainers.Dpcpl(TinyShop.Options(o => (o.Loss, o.PretrainingEpochs, o.TuningEpochs, o.NeighborItems) = (loss, 1, 1, 5))), split);
        foreach (string name in NeuralBaseline.Names.Select(name => (string)name[0]))
            Check(NeuralBaseline.Trainer(_ml, NeuralBaseline.Options(name, o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 1))), split);
        Check(_ml.Recommendation().Trainers.Ease(new EaseTrainer.Options { RepeatPolicy = RepeatPolicy.AsIs }), split);
        Check(_ml.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options { RepeatPolicy = RepeatPolicy.AsIs }), split);
        Assert.HasCount(4, _ml.Recommendation().EvaluateFloors(split));
    }

    private void Check(IEstimator<SequenceTransformer> trainer, SequenceSplit split)
    {
        using SequenceTransformer model = trainer.Fit(split.TrainSet);
        SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(model.Transform(split.TestSet));
        Assert.AreEqual(split.TestCount, metrics.Count);
        Assert.IsNull(metrics.Sampled);
        Assert.IsNull(metrics.ExpectedSampled);
        Assert.IsTrue(metrics.HitRatio(10) is >= 0 and <= 1);
    }

    /// <summary>Users who click and buy their way around the whole catalog, again and again.</summary>
    private SequenceSplit Split(int items)
    {
        IDataView events = _ml.Data.LoadFromEnumerable(
            from user in Enumerable.Range(0, 8)
            from step in Enumerable.Range(0, 12)
            select new BehaviorEvent
            {
                User = $"u{user}",
                Item = $"i{(user + (step / 2)) % items}",
                Behavior = step % 2 == 0 ? "click" : "buy",
                Timestamp = 1_000_000 + (step * 100) + user,
            });
        IDataView sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return _ml.Data.LeaveOneOutSplit(sequences, "buy", RepeatPolicy.AsIs);
    }
}
