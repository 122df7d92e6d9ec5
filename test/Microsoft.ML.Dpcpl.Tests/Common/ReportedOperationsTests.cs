using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Tool.Input;
using Microsoft.ML.Dpcpl.Tool.Output;
using Microsoft.ML.Dpcpl.Tool.Preparation;

namespace Microsoft.ML.Dpcpl.Tests.Common;

/// <summary>What may take long says so to the context that it was asked of, by a clock on which every look is longer than a pause.</summary>
[TestClass]
public sealed class ReportedOperationsTests
{
    private readonly MLContext _ml = new(1);
    private readonly ConcurrentQueue<string> _lines = [];

    [TestInitialize]
    public void Listen()
    {
        Pace.Clock.Value = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(11) };
        _ml.Log += (_, message) =>
        {
            if (Progress.Is(message))
                _lines.Enqueue(message.RawMessage);
        };
    }

    [TestCleanup]
    public void StopListening() => Pace.Clock.Value = null;

    [TestMethod]
    public void FromAFileToMetrics()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "user,item,behavior,time\n" + string.Concat(
                new ShopLogGenerator(new ShopLogOptions { Users = 60, Items = 100, EventsPerUser = 30 }).Events().Select(e => $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}\n")));
            IDataView events = _ml.Data.FilterByCore(_ml.Data.LoadBehaviorEvents(path), 2);
            BehaviorSequencesTransformer features = _ml.Transforms.BehaviorSequences().Fit(events);
            SequenceSplit split = _ml.Data.LeaveOneOutSplit(features.Transform(events), "buy", negativeCount: 20);
            AssertNew("reading events", "filtering by core", "grouping, three passes");
            using NeuralTransformer dpcpl = _ml.Recommendation().Trainers.Dpcpl(TinyShop.Options(o => (o.TargetBehavior, o.NeighborItems, o.PretrainingEpochs, o.TuningEpochs) = ("buy", 4, 1, 1))).Fit(split.TrainSet);
            AssertNew("splitting, two passes", "counting channel 'near in time'", "counting channel 'transitions'", "counting channel 'taste'", "weighing channels");
            _ml.Recommendation().EvaluateSequences(dpcpl.Transform(split.TestSet));
            AssertNew("splitting, two passes", "drawing negatives", "scoring");
            using NeuralTransformer other = dpcpl.WithOptions(options => options.TopK = 3);
            _ = _ml.Data.CreateEnumerable<Listed>(other.Transform(features.Transform(events)), reuseRowObject: false, ignoreMissingColumns: true).Count();
            AssertNew("reading events", "grouping, three passes", "scoring");
            using SequenceTransformer knn = _ml.Recommendation().Trainers.ItemKnn("buy").Fit(split.TrainSet, split.ValidationSet), ease = _ml.Recommendation().Trainers.Ease("buy").Fit(split.TrainSet);
            AssertNew("ItemKnn, weights", "splitting, two passes", "drawing negatives", "scoring", "EASE, matrix", "EASE, inverting", "EASE, weights");
            _ml.Recommendation().EvaluateFloors(split);
            AssertNew("splitting, two passes", "floor 'Popularity'", "floor 'LastTouched'", "floor 'Markov'", "floor 'ItemCosine'");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void FromParquetToText()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, parquet = Path.Combine(folder, "list.parquet");
        try
        {
            RecommendationFile.Write(parquet, TextWriter.Null, Enumerable.Range(1, 3).Select(rank => new RecommendationFile.Row("u", rank, $"i{rank}", 1f / rank)));
            ParquetText.Write(parquet, Path.Combine(folder, "list.csv"), _ml);
            StringAssert.StartsWith(_lines.Last(), "reading Parquet: 3 of 3 rows, ");
            AssertNew("reading Parquet");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void FromALogToParts()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, log = Path.Combine(folder, "log.csv");
        try
        {
            File.WriteAllText(log, "user,item,time\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"u{i % 5},i{i % 7},{i}\n")));
            EventPreparation.Run(_ml, log, Path.Combine(folder, "parts"), new PreparationOptions { Files = new EventFileOptions(), Parts = 2, MinInteractions = 2 }, default);
            AssertNew("sharing events out", "filtering by core", "counting items", "sorting parts");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Every one of these, and no other, spoke since the last call; all but the filter, whose rounds nobody knows, say how much there is.</summary>
    private void AssertNew(params string[] operations)
    {
        string[] lines = [.. _lines];
        _lines.Clear();
        CollectionAssert.AreEquivalent(operations, lines.Select(line => line[..line.IndexOf(':')]).Distinct().ToArray());
        foreach (string line in lines)
            StringAssert.Contains(line, line.StartsWith("filtering by core:", StringComparison.Ordinal) ? " so far" : " left");
    }

    private sealed class Listed
    {
        public float[] RecommendedScores { get; set; } = [];
    }
}
