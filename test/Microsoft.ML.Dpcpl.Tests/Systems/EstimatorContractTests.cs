using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Scoring.Views;
using Microsoft.ML.Dpcpl.Tests.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class EstimatorContractTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void BehaviorSequencesOverHistories()
    {
        IDataView histories = ScoringData.View(_ml, ScoringData.Rows(12));
        new EstimatorContract(_ml, () => _ml.Transforms.BehaviorSequences(), histories)
        {
            Required = ["Item", "Timestamp"],
            PassedThrough = ["User", "Label", "Negatives", "City", "Age"],
            MistypedWith = "ColdStart",
        }.Check();
    }

    [TestMethod]
    public void BehaviorSequencesOverEvents()
    {
        new EstimatorContract(_ml, () => _ml.Transforms.BehaviorSequences(), Events())
        {
            Required = ["User", "Item", "Timestamp"],
            MistypedWith = "Returned",
            RowByRow = false,
        }.Check();
    }

    [TestMethod]
    public void Training()
    {
        IDataView events = Events();
        IDataView sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, negativeCount: 5);
        var options = new DpcplTrainer.Options
        {
            HiddenSize = 8,
            MaxSequenceLength = 12,
            Layers = 1,
            Blocks = 2,
            PromptTokens = 2,
            PromptFactors = 2,
            PretrainingEpochs = 1,
            TuningEpochs = 1,
            Negatives = 8,
            Seed = 5,
            Device = "cpu",
        };
        new EstimatorContract(_ml, () => _ml.Recommendation().Trainers.Dpcpl(options), split.TestSet)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Behavior", "Timestamp", "Label", "Negatives", "ColdStart", "TargetInHistory"],
            MistypedWith = "User",
        }.Check();
    }

    [TestMethod]
    public void RefittingTakesTheKeysOfTraining()
    {
        IDataView events = Events();
        IDataView sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, negativeCount: 5);
        DpcplTrainer trainer = _ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options
        {
            HiddenSize = 8,
            MaxSequenceLength = 12,
            Layers = 1,
            Blocks = 2,
            PromptTokens = 2,
            PretrainingEpochs = 1,
            Tuning = TuningMode.None,
            Device = "cpu",
        });
        NeuralTransformer fitted = trainer.Fit(split.TrainSet, split.ValidationSet);
        using NeuralTransformer refitted = trainer.Refit(fitted.Model, sequences);
        Assert.IsGreaterThan(TinyShop.Neighbors(fitted.Model)!.Events.Sum(), TinyShop.Neighbors(refitted.Model)!.Events.Sum());
        fitted.Dispose();
        Assert.AreEqual(split.TestCount, _ml.Recommendation().EvaluateSequences(refitted.Transform(split.TestSet)).Count);

        IDataView fewer = _ml.Data.TakeRows(events, 40);
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => trainer.Refit(refitted.Model, _ml.Transforms.BehaviorSequences().Fit(fewer).Transform(fewer)));
        StringAssert.Contains(error.Message, "items");
    }

    private sealed class Event
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public string Behavior { get; set; } = "";

        public long Timestamp { get; set; }

        public bool Returned { get; set; }
    }

    private IDataView Events()
    {
        var random = new Random(8);
        Event[] events =
        [
            .. from user in Enumerable.Range(0, 40)
            from time in Enumerable.Range(0, 10)
            select new Event
            {
                User = $"u{user}",
                Item = $"i{random.Next(30)}",
                Behavior = time % 3 == 2 ? "buy" : "click",
                Timestamp = 1_000_000 + (time * 100) + user,
            },
        ];
        return _ml.Data.LoadFromEnumerable(events);
    }

    [TestMethod]
    public void Scoring()
    {
        IDataView histories = ScoringData.View(_ml, ScoringData.Rows(12));
        new EstimatorContract(_ml, () => new Scorer(), histories)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Behavior", "Timestamp", "Label", "Negatives", "ColdStart", "City", "Age"],
            MistypedWith = "City",
            SavesAndLoads = false,
        }.Check();
    }

    /// <summary>Gives a transformer over a model that need not be trained.</summary>
    private sealed class Scorer : IEstimator<SequenceTransformer>
    {
        public SequenceTransformer Fit(IDataView input)
        {
            GetOutputSchema(SchemaShapes.Of(input.Schema));
            return new FakeTransformer(ScoringData.Model(input), new SequenceTransformer.Options { BatchSize = 5 });
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ScoredColumns.ShapeOf(inputSchema, new SequenceTransformer.Options());
    }
}
