using CsCheck;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class SessionsTests
{
    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void AGapBeginsANewRow()
    {
        BehaviorEvent[] log = [Event("u", "a", 0), Event("u", "b", 60), Event("v", "a", 10), Event("u", "c", 121), Event("u", "d", 500), Event("v", "d", 70)];
        string[] rows = Sequences(log, TimeSpan.FromMinutes(1));
        CollectionAssert.AreEqual(new[] { "u#1: a/buy@0 b/buy@60", "u#2: c/buy@121", "u#3: d/buy@500", "v#1: a/buy@10 d/buy@70" }, rows);
    }

    [TestMethod]
    public void SessionsAreWhatASimpleLoopCuts() => Gen.Select(Gen.Int[0, 4], Gen.Int[1_600_000_000, 1_600_000_400]).Array[1, 60].Select(Gen.Int[1, 60]).Sample(
        (events, gap) =>
        {
            BehaviorEvent[] log = [.. events.Select((e, i) => Event($"u{e.Item1}", $"i{i}", e.Item2))];
            var expected = new List<string>();
            foreach (string user in log.Select(e => e.User).Distinct())
            {
                string row = "";
                (int session, long last) = (0, long.MinValue / 2);
                foreach (BehaviorEvent e in log.Where(e => e.User == user).OrderBy(e => e.Timestamp))
                {
                    if (e.Timestamp - last > gap)
                    {
                        if (row.Length > 0)
                            expected.Add(row);
                        row = $"{user}#{++session}:";
                    }
                    (row, last) = ($"{row} {e.Item}/buy@{e.Timestamp}", e.Timestamp);
                }
                expected.Add(row);
            }
            CollectionAssert.AreEqual(expected, Sequences(log, TimeSpan.FromSeconds(gap)));
        },
        iter: 40,
        threads: 1);

    [TestMethod]
    public void SavedTransformsKeepTheGapAndAttributesGoByTheUser()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(new[] { new { User = 7L, Item = "a", Timestamp = Day(1) }, new { User = 7L, Item = "b", Timestamp = Day(1).AddMinutes(40) }, new { User = 8L, Item = "a", Timestamp = Day(2) } });
        IDataView users = _ml.Data.LoadFromEnumerable(new[] { new { User = "7", City = "Oslo" }, new { User = "8", City = "Rome" } });
        var options = new BehaviorSequencesEstimator.Options { SessionGap = TimeSpan.FromMinutes(30), UserAttributes = users };
        BehaviorSequencesEstimator estimator = _ml.Transforms.BehaviorSequences(options);
        BehaviorSequencesTransformer fitted = estimator.Fit(events);
        Assert.AreEqual(TextDataViewType.Instance, fitted.GetOutputSchema(events.Schema)["User"].Type);
        using var zip = new MemoryStream();
        _ml.Model.Save(fitted, events.Schema, zip);
        zip.Position = 0;
        foreach (ITransformer transformer in (ITransformer[])[fitted, _ml.Model.Load(zip, out _)])
        {
            IDataView sequences = transformer.Transform(events);
            CollectionAssert.AreEqual(new[] { "7#1", "7#2", "8#1" }, SequenceViews.Column(sequences, "User"));
            CollectionAssert.AreEqual(new[] { "Oslo", "Oslo", "Rome" }, SequenceViews.Column(sequences, "City"));
        }
    }

    [TestMethod]
    public void FilesAreDividedAlike()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "user,item,time\nu,a,2024-05-01 10\nu,b,2024-05-01 10:29\nv,a,2024-05-01\nu,c,2024-05-01 11:00\n");
            var options = new BehaviorSequencesEstimator.Options { SessionGap = TimeSpan.FromMinutes(30) };
            foreach (IDataView events in (IDataView[])[_ml.Data.LoadBehaviorEvents(path), new CountingView(_ml.Data.LoadBehaviorEvents(path))])
                CollectionAssert.AreEqual(new[] { "u#1", "u#2", "v#1" }, SequenceViews.Column(_ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events), "User"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void ANegativeGapIsRefused() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { SessionGap = TimeSpan.Zero })).Message,
        "SessionGap is 00:00:00; it must be more than 0");

    private static DateTime Day(int day) => new(2024, 5, day, 0, 0, 0, DateTimeKind.Utc);

    private static BehaviorEvent Event(string user, string item, long time) => new() { User = user, Item = item, Behavior = "buy", Timestamp = time };

    private string[] Sequences(BehaviorEvent[] log, TimeSpan gap)
    {
        IDataView events = _ml.Data.LoadFromEnumerable(log);
        return [.. SequenceViews.Read(_ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { SessionGap = gap }).Fit(events).Transform(events)).Select(row => row.ToString())];
    }
}
