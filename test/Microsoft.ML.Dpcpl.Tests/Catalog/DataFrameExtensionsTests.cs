using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Catalog;

[TestClass]
public sealed class DataFrameExtensionsTests
{
    private readonly MLContext _ml = new(1);

    /// <summary>Numbers that a Single, and the last one that a Double, could not hold.</summary>
    private static readonly long[] s_times = [1_700_000_001, 1_700_000_003, 1_700_000_002_001, 9_007_199_254_740_993];

    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    [DataRow(3)]
    public void IntegerTimesOfADataFrameSurvive(int at)
    {
        long[] times = [s_times[at], s_times[at] + 1, s_times[at] + 3];
        IDataView frame = new DataFrame(
            new StringDataFrameColumn("User", ["u", "u", "u"]), new Int64DataFrameColumn("Item", [9_007_199_254_740_993, 5, 7]),
            new StringDataFrameColumn("Behavior", ["buy", "buy", "click"]), new Int64DataFrameColumn("Timestamp", times));
        SequenceRow row = SequenceViews.Read(_ml.Transforms.BehaviorSequences().Fit(frame).Transform(frame)).Single();
        CollectionAssert.AreEqual(times, row.Times);
        CollectionAssert.AreEqual(new[] { "9007199254740993", "5", "7" }, row.Items);
    }

    [TestMethod]
    public void MomentsOfADataFrameSurviveToTheTick()
    {
        DateTime first = new DateTime(2024, 5, 1, 13, 0, 0, DateTimeKind.Utc).AddTicks(1);
        IDataView frame = new DataFrame(
            new StringDataFrameColumn("User", ["u", "u"]), new StringDataFrameColumn("Item", ["a", "b"]), new DateTimeDataFrameColumn("Timestamp", [first.AddTicks(1), first]));
        SequenceRow row = SequenceViews.Read(_ml.Transforms.BehaviorSequences().Fit(frame).Transform(frame)).Single();
        CollectionAssert.AreEqual(new[] { first.Ticks, first.Ticks + 1 }, row.Times);
    }

    [TestMethod]
    public void ATextFileLoadedAsADataFrameGivesTheSameSequences()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "User,Item,Behavior,Timestamp\nu,007,buy,1700000001\nv,i,click,1700000003\nu,j,buy,1700000000\n");
            DataFrame frame = DataFrame.LoadCsv(path, dataTypes: [typeof(string), typeof(string), typeof(string), typeof(long)]);
            IDataView events = _ml.Data.LoadBehaviorEvents(path);
            string[] Rows(IDataView view) => [.. SequenceViews.Read(_ml.Transforms.BehaviorSequences().Fit(view).Transform(view)).Select(row => row.ToString())];
            CollectionAssert.AreEqual(Rows(events), Rows(frame));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void MetricsAreTheirFigures()
    {
        SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(Scored(out _));
        DataFrame frame = metrics.ToDataFrame(1, 10);
        Assert.AreEqual((1 + (2 * metrics.SubsetColumns.Count)) * 3L * 5, frame.Rows.Count);
        object Value(string population, string ranking, string metric, int? k, string column = "Value")
        {
            DataFrameRow row = frame.Rows.Single(row => Equals(row["Population"], population) && Equals(row["Ranking"], ranking) && Equals(row["Metric"], metric) && Equals(row["K"], k));
            return row[column];
        }
        Assert.AreEqual(metrics.HitRatio(10), Value("all", "full", "HitRatio", 10));
        Assert.AreEqual(metrics.NdcgStandardError(1), Value("all", "full", "Ndcg", 1, "StandardError"));
        Assert.AreEqual(metrics.Sampled!.MeanReciprocalRank, Value("all", "sampled", "MeanReciprocalRank", null));
        Assert.AreEqual(metrics.Subset("ColdStart", false).Count, Value("not ColdStart", "full", "HitRatio", 1, "Tests"));
        Assert.AreEqual(5, metrics.ToDataFrame()["K"][0]);
    }

    [TestMethod]
    public void FoldsFloorsAndGroupsStandBeforeTheirFigures()
    {
        Scored(out IDataView sequences);
        IReadOnlyList<SequenceSplit> folds = _ml.Data.RollingTimeSplits(sequences, folds: 2);
        CrossValidationMetrics crossed = _ml.Recommendation().CrossValidate(folds, fold => _ml.Recommendation().Trainers.ItemKnn("buy").Fit(fold.TrainValidationSet));
        AssertParts(crossed.ToDataFrame(1, 10), "Fold", crossed.Folds.Select((fold, at) => ((object)(at + 1), fold)));
        IReadOnlyList<FloorMetrics> floors = _ml.Recommendation().EvaluateFloors(folds[0]);
        AssertParts(floors.ToDataFrame(1, 10), "Floor", floors.Select(floor => ((object)floor.Name, floor.Metrics)));
        IReadOnlyList<GroupMetrics> groups = _ml.Recommendation().EvaluateSequences(Scored(out _), TestGroups.ByHistoryLength());
        AssertParts(groups.ToDataFrame(1, 10), "Group", groups.Select(group => ((object)group.Name, group.Metrics)));

        static void AssertParts(DataFrame frame, string column, IEnumerable<(object Name, SequentialRecommendationMetrics Metrics)> parts)
        {
            Assert.AreEqual(column, frame.Columns[0].Name);
            string[] expected = [.. parts.SelectMany(part => part.Metrics.ToDataFrame(1, 10).Rows.Select(row => string.Join('|', row.Prepend(part.Name))))];
            CollectionAssert.AreEqual(expected, frame.Rows.Select(row => string.Join('|', row)).ToArray());
        }
    }

    [TestMethod]
    public void AComparisonIsItsDifferences()
    {
        IDataView first = Scored(out _, 1), second = Scored(out _, 50);
        ModelComparison comparison = _ml.Recommendation().Compare(first, second, new ComparisonOptions { Resamples = 200 });
        DataFrame frame = comparison.ToDataFrame(1, 10);
        Assert.AreEqual(2 * 5L, frame.Rows.Count);
        foreach ((string ranking, PairedRankingMetrics figures) in new[] { ("full", comparison.FullRanking), ("sampled", comparison.Sampled!) })
        {
            foreach ((string metric, int? k, PairedDifference of) in new (string, int?, PairedDifference)[]
                { ("HitRatio", 1, figures.HitRatio(1)), ("Ndcg", 10, figures.Ndcg(10)), ("MeanReciprocalRank", null, figures.MeanReciprocalRank()) })
            {
                DataFrameRow row = frame.Rows.Single(row => Equals(row["Ranking"], ranking) && Equals(row["Metric"], metric) && Equals(row["K"], k));
                CollectionAssert.AreEqual(
                    (object[])[of.First, of.Second, of.Difference, of.StandardError, of.Low, of.High, of.PValue, of.Better, of.Worse, of.SignPValue, figures.Count], row.Skip(3).ToArray());
            }
        }
    }

    [TestMethod]
    public void ASearchIsItsTrials()
    {
        Scored(out IDataView sequences);
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, "buy");
        var space = new SearchSpace<ItemKnnTrainer.Options>(new ItemKnnTrainer.Options { TargetBehavior = "buy" }).Uniform(o => o.UserExponent, 0.0, 1.0).Choice(o => o.Neighbors, 5, 50);
        int tried = 0;
        TuneResult<ItemKnnTrainer.Options> found = _ml.Recommendation().Tune(
            split,
            space,
            options => tried++ == 1 ? throw new InvalidOperationException("no luck") : _ml.Recommendation().Trainers.ItemKnn(options).Fit(split.TrainSet),
            new TuneOptions { Trials = 4, Method = SearchMethod.Random });
        DataFrame frame = found.ToDataFrame();
        Assert.AreEqual((long)found.Trials.Count, frame.Rows.Count);
        for (int row = 0; row < found.Trials.Count; row++)
        {
            TuneTrial trial = found.Trials[row];
            CollectionAssert.AreEqual(
                (object?[])[trial.Number, trial.Round, trial.Epochs, trial.Values["UserExponent"], trial.Values["Neighbors"], trial.ValidationNdcg, trial.Failure, trial.Elapsed.TotalSeconds, trial == found.Best],
                ((string[])["Trial", "Round", "Epochs", "UserExponent", "Neighbors", "ValidationNdcg", "Failure", "Seconds", "Best"]).Select(name => frame[name][row]).ToArray());
        }
        Assert.AreEqual("no luck", frame["Failure"][1]);
    }

    [TestMethod]
    public void StatisticsAreTheirFigures()
    {
        Scored(out IDataView sequences);
        SequenceStatistics statistics = _ml.Data.SequenceStatistics(sequences);
        DataFrame frame = statistics.ToDataFrame();
        Assert.AreEqual(1, frame.Rows.Count);
        Assert.AreEqual(statistics.UserCount, frame["UserCount"][0]);
        Assert.AreEqual(statistics.EventsPerBehavior.Single(pair => pair.Key == "buy").Value, frame["Events.buy"][0]);
        Assert.AreEqual(statistics.Density, frame["Density"][0]);
        Assert.AreEqual(statistics.FirstEvent, frame["FirstEvent"][0]);
    }

    [TestMethod]
    public void RecommendationsAreARowForEachItem()
    {
        IDataView scored = Scored(out _);
        string[] users = [.. scored.GetColumn<string>("User")];
        float[][] scores = [.. scored.GetColumn<float[]>("RecommendedScores")];
        IDataView named = _ml.Transforms.Conversion.MapKeyToValue("Names", "RecommendedItems").Fit(scored).Transform(scored);
        string[][] items = [.. named.GetColumn<ReadOnlyMemory<char>[]>("Names").Select(row => Array.ConvertAll(row, item => item.ToString()))];
        string[] expected = [.. users.SelectMany((user, row) => items[row].Select((item, i) => string.Create(CultureInfo.InvariantCulture, $"{user} {i + 1} {item} {scores[row][i]}")))];
        Assert.IsNotEmpty(expected);
        foreach (IDataView view in (IDataView[])[scored, _ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scored).Transform(scored)])
        {
            DataFrame frame = _ml.Data.RecommendationsToDataFrame(view);
            CollectionAssert.AreEqual(expected, frame.Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row["User"]} {row["Rank"]} {row["Item"]} {row["Score"]}")).ToArray());
        }
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.RecommendationsToDataFrame(scored, "Cart")).Message, "recommendation column 'CartRecommendedItems'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.RecommendationsToDataFrame(scored, userColumnName: "Who")).Message, "user column 'Who'");
    }

    private IDataView Scored(out IDataView sequences, int neighbors = 1000)
    {
        ShopLog shop = _ml.Data.GenerateShopLog(new ShopLogOptions { Users = 60, Items = 100, EventsPerUser = 30 });
        sequences = _ml.Transforms.BehaviorSequences().Fit(shop.Events).Transform(shop.Events);
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, "buy", negativeCount: 20);
        return _ml.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options { TargetBehavior = "buy", Neighbors = neighbors }).Fit(split.TrainSet, split.ValidationSet).Transform(split.TestSet);
    }
}
