using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation.Floors;

/// <summary>The baselines by the way that users go: file, sequences, split, evaluation.</summary>
[TestClass]
public sealed class EvaluateFloorsTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView Sequences(IDataView events) => _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);

    private IDataView Events() => _ml.Data.LoadFromEnumerable(
        from user in Enumerable.Range(0, 60)
        from time in Enumerable.Range(0, 12)
        let item = ((user % 5) * 10) + ((time + user) % 10)
        select new BehaviorEvent
        {
            User = $"u{user}",
            Item = $"i{item}",
            Behavior = time % 3 == 2 ? "buy" : "click",
            Timestamp = 1_000_000 + (time * 100) + user,
        });

    /// <summary>Full ranking needs no negatives, so it must equal the independent program's figures whatever ours are.</summary>
    [TestMethod]
    public void TheWholeWayAgreesWithTheIndependentProgram()
    {
        IDataView events = _ml.Data.LoadBehaviorEvents(SharedData.Path("taobao_ub_1k", "interactions.csv.gz"));
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(Sequences(events));
        IReadOnlyList<FloorMetrics> results = _ml.Recommendation().EvaluateFloors(split);
        (string, double, double)[] expected =
            [("Popularity", 0.0025, 0.0009), ("LastTouched", 0.0025, 0.0009), ("Markov", 0.0150, 0.0106), ("ItemCosine", 0.0050, 0.0050)];
        foreach (var (result, (name, hit, ndcg)) in results.Zip(expected))
        {
            Assert.AreEqual(name, result.Name);
            Assert.AreEqual(400, result.Metrics.Count);
            Assert.AreEqual(hit, result.Metrics.HitRatio(10), 1e-4, name);
            Assert.AreEqual(ndcg, result.Metrics.Ndcg(10), 1e-4, name);
            RankingMetrics sampled = result.Metrics.Sampled!, exact = result.Metrics.ExpectedSampled!;
            Assert.AreEqual(exact.HitRatio(10), sampled.HitRatio(10), 4 * sampled.HitRatioStandardError(10), name);
            CollectionAssert.AreEquivalent((string[])["ColdStart", "TargetInHistory"], result.Metrics.SubsetColumns.ToArray());
            Assert.AreEqual(0, result.Metrics.Subset("TargetInHistory").Count);
        }
    }

    [TestMethod]
    public void RepeatsAreFoundByTheLastTouchedItemOnlyUnderAsIs()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(
            from user in Enumerable.Range(0, 40)
            from time in Enumerable.Range(0, 6)
            select new BehaviorEvent
            {
                User = user.ToString(CultureInfo.InvariantCulture),
                Item = $"i{(user * 7 + (time / 2)) % 50}",
                Behavior = time % 2 == 0 ? "click" : "buy",
                Timestamp = (time * 1000) + user,
            });
        var options = new FloorOptions { SeenItems = SeenItemPolicy.Nothing };
        SequenceSplit asIs = _ml.Data.LeaveOneOutSplit(Sequences(events), repeatPolicy: RepeatPolicy.AsIs, negativeCount: 10);
        SequenceSplit strict = _ml.Data.LeaveOneOutSplit(Sequences(events), repeatPolicy: RepeatPolicy.TargetPairRemoved, negativeCount: 10);
        Assert.AreEqual(1, _ml.Recommendation().EvaluateFloors(asIs, options).Single(b => b.Name == "LastTouched").Metrics.HitRatio(1));
        Assert.AreEqual(0, _ml.Recommendation().EvaluateFloors(strict, options).Single(b => b.Name == "LastTouched").Metrics.HitRatio(1));
    }

    [TestMethod]
    public void TheResultDoesNotDependOnTheRun()
    {
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(Sequences(Events()), negativeCount: 5);
        var options = new FloorOptions { NegativeCount = 5 };
        string first = string.Join('\n', _ml.Recommendation().EvaluateFloors(split, options));
        Assert.AreEqual(first, string.Join('\n', _ml.Recommendation().EvaluateFloors(split, options)));
        Assert.AreEqual(first, string.Join('\n', _ml.Recommendation().EvaluateFloors(split.TrainValidationSet, split.TestSet, options)));
    }

    [TestMethod]
    public void WrongInputIsNamed()
    {
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(Sequences(Events()), negativeCount: 5);
        SequentialRecommendationCatalog catalog = _ml.Recommendation();
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => catalog.EvaluateFloors(split.TrainSet, split.TrainSet));
        StringAssert.Contains(error.Message, "'Label'");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => catalog.EvaluateFloors(split.TrainSet, split.TestSet, new FloorOptions { TargetBehavior = "rent" }));
        StringAssert.Contains(error.Message, "TargetBehavior is 'rent'; column 'Behavior' knows ");
        StringAssert.Contains(error.Message, "'buy'");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => catalog.EvaluateFloors(split.TrainSet, split.TestSet, new FloorOptions { ItemColumnName = "Thing" }));
        StringAssert.Contains(error.Message, "'Thing'");
        Assert.AreEqual("NegativeCount", Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => catalog.EvaluateFloors(split, new FloorOptions { NegativeCount = 0 })).ParamName);
        IDataView others = Sequences(_ml.Data.LoadFromEnumerable([new BehaviorEvent { User = "u", Item = "x", Behavior = "buy", Timestamp = 1 }]));
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => catalog.EvaluateFloors(others, split.TestSet));
        StringAssert.Contains(error.Message, "different keys");
    }

    [TestMethod]
    public void CancellationEndsIt()
    {
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(Sequences(Events()), negativeCount: 5);
        var options = new FloorOptions { CancellationToken = new CancellationToken(canceled: true) };
        Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Recommendation().EvaluateFloors(split, options));
    }
}
