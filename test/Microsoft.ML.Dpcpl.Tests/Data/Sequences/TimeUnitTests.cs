using System.Globalization;
using CsCheck;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>The same events, whatever their times are written in.</summary>
[TestClass]
public sealed class TimeUnitTests
{
    private static readonly DateTime s_start = new(2023, 11, 14, 22, 13, 20, DateTimeKind.Utc);
    private static readonly string[] s_users = ["u", "v", "w"], s_items = ["a", "b", "c", "d"];

    private readonly List<string> _files = [];

    [TestCleanup]
    public void DeleteFiles() => _files.ForEach(File.Delete);

    /// <summary>Moments to the tick of a unit, in no order, with repetitions; their days and their order are those of DateTime.</summary>
    [TestMethod]
    [DataRow(TimeSpan.TicksPerSecond)]
    [DataRow(TimeSpan.TicksPerMillisecond)]
    [DataRow(TimeSpan.TicksPerMicrosecond)]
    public void EveryWayOfWritingTimesGivesTheSame(long precision) =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Long[0, 30], Gen.Int[0, 3]).Array[2, 40].Sample(
            rows =>
            {
                Event[] events = [.. rows.Select(r => new Event(s_users[r.Item1], s_items[r.Item2], s_start.AddDays(r.Item4).AddTicks(r.Item3 * precision)))];
                string[] expected =
                [
                    .. events.GroupBy(e => e.User).Select(g => $"{g.Key}: " + string.Join(' ', g.OrderBy(e => e.Time).Distinct().Select(e => $"{e.Item}@{(e.Time - s_start).TotalDays:0.000000000}"))),
                ];
                foreach ((string way, IDataView view) in Ways(events, precision))
                    CollectionAssert.AreEqual(expected, Days(view), way);
            },
            iter: 40);

    [TestMethod]
    public void OneDateFromFarAwayChangesNobodyElse()
    {
        string[] rows = [.. Enumerable.Range(0, 50).Select(i => $"u{i % 5},i{i % 7},buy,{s_start.AddHours(i):yyyy-MM-dd HH:mm:ss}")];
        string[] numbers = [.. Enumerable.Range(0, 50).Select(i => $"u{i % 5},i{i % 7},buy,{1_700_000_000_000 + (i * 3_600_000L)}")];
        (string[] Rows, string Far, double Unit)[] cases =
        [
            (rows, "9999-12-31 23:59:59", 1), (rows, "0001-01-01", 1), (numbers, "253402300799000", 1e-3), (numbers, "0", 1e-3), (numbers, "9223372036854775807", 1e-3),
        ];
        foreach ((string[] events, string far, double unit) in cases)
        {
            var ml = new MLContext(1);
            IDataView without = Group(ml, ml.Data.LoadBehaviorEvents(Write(events)));
            foreach (int at in (int[])[0, 25, 50])
            {
                IDataView with = Group(ml, ml.Data.LoadBehaviorEvents(Write([.. events[..at], $"x,i1,buy,{far}", .. events[at..]])));
                Assert.AreEqual(unit, Unit(with));
                CollectionAssert.AreEqual(Texts(without), Texts(with).Where(row => !row.StartsWith("x:", StringComparison.Ordinal)).ToArray());
                StringAssert.Contains(ml.Data.SequenceStatistics(with).Report!.Line!, "Times before 1973 or after 2286, kept as they are: 1");
                Assert.IsNull(ml.Data.SequenceStatistics(without).Report!.Line);
            }
        }
    }

    [TestMethod]
    [DataRow("1700000000", "2023-11-15", "line 3, column 'time': '2023-11-15' is a date, but other times of the file are numbers: write all of them alike.")]
    [DataRow("2023-11-15", "1700000000", "line 3, column 'time': '1700000000' is a number, but other times of the file are dates: write all of them alike.")]
    public void DatesAndNumbersDoNotMix(string first, string second, string message)
    {
        string path = Write([$"u,i,buy,{first}", $"u,i,buy,{second}"]);
        foreach (Func<IDataView, IDataView> wrap in (Func<IDataView, IDataView>[])[view => view, view => new CountingView(view)])
        {
            var ml = new MLContext(1);
            Assert.AreEqual($"{path}, {message}", Assert.ThrowsExactly<InvalidDataException>(() => Texts(Group(ml, wrap(ml.Data.LoadBehaviorEvents(path))))).Message);
        }
        // And in different blocks of text.
        string long1 = Write([.. Enumerable.Repeat($"u,i,buy,{first}", 60_000), $"u,i,buy,{second}"]);
        var other = new MLContext(1);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Texts(Group(other, other.Data.LoadBehaviorEvents(long1)))).Message, message.Replace("line 3", "line 60002"));
    }

    [TestMethod]
    public void FractionsInALaterBlockOfTextCountForAll()
    {
        string[] rows = [.. Enumerable.Range(0, 60_000).Select(i => $"u{i % 9},i{i % 7},buy,{1_700_000_000 + i}"), "u0,i0,buy,1700000000.5", "u0,i1,buy,1700000000.25"];
        string path = Write(rows);
        var ml = new MLContext(1);
        IDataView fast = Group(ml, ml.Data.LoadBehaviorEvents(path)), slow = Group(ml, new CountingView(ml.Data.LoadBehaviorEvents(path)));
        Assert.AreEqual(1e-3, Unit(fast));
        CollectionAssert.AreEqual(Texts(slow), Texts(fast));
        StringAssert.StartsWith(Texts(fast)[0], "u0: i0/buy@1700000000000 i1/buy@1700000000250 i0/buy@1700000000500 i2/buy@1700000009000");
    }

    [TestMethod]
    public void TheUnitOfAFileCanBeGiven()
    {
        string path = Write(["u,i,buy,20231115", "u,j,buy,20231114"]);
        var ml = new MLContext(1);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Group(ml, ml.Data.LoadBehaviorEvents(path))).Message, "give the unit");
        Assert.AreEqual(1e-3, Unit(Group(ml, ml.Data.LoadBehaviorEvents(path, timestampUnit: TimestampUnit.Milliseconds))));
        var options = new BehaviorSequencesEstimator.Options { TimestampUnit = TimestampUnit.Microseconds };
        IDataView events = ml.Data.LoadBehaviorEvents(path);
        IDataView sequences = ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
        Assert.AreEqual(1e-6, Unit(sequences));
        Assert.AreEqual((TimestampUnit.Microseconds, "microseconds (given)"), (ml.Data.SequenceStatistics(sequences).TimestampUnit, ml.Data.SequenceStatistics(sequences).TimeUnitText));
    }

    [TestMethod]
    public void SingleHoldsNoTimesOfToday()
    {
        var ml = new MLContext(1);
        IDataView small = ml.Data.LoadFromEnumerable(new[] { new Timed<float> { Timestamp = 16_777_215 }, new Timed<float> { Timestamp = 0.5f } });
        CollectionAssert.AreEqual(new[] { "u: a/buy@500 a/buy@16777215000" }, Texts(Group(ml, small)));
        BehaviorSequencesTransformer fitted = ml.Transforms.BehaviorSequences().Fit(small);
        foreach (float time in (float[])[16_777_216, -1_700_000_000, 1.7e12f])
        {
            IDataView large = ml.Data.LoadFromEnumerable(new[] { new Timed<float> { Timestamp = 1 }, new Timed<float> { Timestamp = time } });
            foreach (Action read in (Action[])[() => Group(ml, large), () => Texts(fitted.Transform(large)), () => Serve(ml, fitted, new TimedHistory<float> { Timestamp = [1, time] })])
            {
                string message = Assert.ThrowsExactly<InvalidDataException>(read).Message;
                StringAssert.Contains(message, "'Timestamp' is Single");
                StringAssert.Contains(message, "Int64, Double or DateTime");
            }
        }
    }

    /// <summary>A model knows its unit; events and histories in any other come out in it, and that is said once.</summary>
    [TestMethod]
    [DataRow(1L)]
    [DataRow(1_000L)]
    [DataRow(1_000_000L)]
    [DataRow(1_000_000_000L)]
    public void WhatIsServedInAnotherUnitIsConvertedAndSaid(long fittedPerSecond)
    {
        long[] seconds = [1_700_000_100, 1_700_000_000];
        foreach (long servedPerSecond in (long[])[1, 1_000, 1_000_000, 1_000_000_000])
        {
            var ml = new MLContext(1);
            List<string> warnings = Warnings(ml);
            BehaviorSequencesTransformer fitted = ml.Transforms.BehaviorSequences().Fit(Numbers(ml, seconds, fittedPerSecond));
            fitted = SavedAndLoaded(ml, fitted, Numbers(ml, seconds, fittedPerSecond));
            long[] expected = [1_700_000_000 * fittedPerSecond, 1_700_000_100 * fittedPerSecond];
            long[] served = [.. seconds.Select(s => s * servedPerSecond)];
            for (int i = 0; i < 2; i++)
                CollectionAssert.AreEqual(expected, Serve(ml, fitted, new TimedHistory<long> { Timestamp = served }));
            Assert.HasCount(fittedPerSecond == servedPerSecond ? 0 : 1, warnings);
            CollectionAssert.AreEqual(new[] { $"u: a/buy@{expected[0]} a/buy@{expected[1]}" }, Texts(fitted.Transform(Numbers(ml, seconds, servedPerSecond))));
            Assert.HasCount(fittedPerSecond == servedPerSecond ? 0 : 2, warnings);
            Assert.IsTrue(warnings.All(warning => warning.Contains("converted", StringComparison.Ordinal)));
            CollectionAssert.AreEqual(
                expected, Serve(ml, fitted, new TimedHistory<DateTime> { Timestamp = [.. seconds.Select(s => DateTime.UnixEpoch.AddSeconds(s))] }));
        }
    }

    [TestMethod]
    public void ModelsOfDatesTakeUnixSecondsAndTicks()
    {
        var ml = new MLContext(1);
        List<string> warnings = Warnings(ml);
        IDataView file = ml.Data.LoadBehaviorEvents(Write(["u,a,buy,2023-11-14 22:13:20"]));
        CollectionAssert.AreEqual(new[] { 1_700_000_000L, 1_700_000_007 }, Serve(ml, ml.Transforms.BehaviorSequences().Fit(file), new TimedHistory<long> { Timestamp = [1_700_000_007, 1_700_000_000] }));
        IDataView moments = ml.Data.LoadFromEnumerable(new[] { new Timed<DateTime> { Timestamp = s_start } });
        BehaviorSequencesTransformer fitted = ml.Transforms.BehaviorSequences().Fit(moments);
        CollectionAssert.AreEqual(new[] { s_start.Ticks }, Serve(ml, fitted, new TimedHistory<long> { Timestamp = [s_start.Ticks] }));
        Assert.IsEmpty(warnings);
        CollectionAssert.AreEqual(new[] { s_start.Ticks }, Serve(ml, fitted, new TimedHistory<long> { Timestamp = [1_700_000_000] }));
        Assert.HasCount(1, warnings);
    }

    [TestMethod]
    public void FractionsOfServedTimesDecideTheOrderThoughTheModelHasNone()
    {
        var ml = new MLContext(1);
        BehaviorSequencesTransformer fitted = ml.Transforms.BehaviorSequences().Fit(
            ml.Data.LoadFromEnumerable("acd".Select(item => new Timed<long> { Item = $"{item}", Timestamp = 1_700_000_000 })));
        IDataView events = ml.Data.LoadFromEnumerable(
            new[] { (0.9, "c"), (0.1, "d"), (0.5, "a"), (0.7, "a") }.Select(e => new Timed<double> { Item = e.Item2, Timestamp = 1_700_000_000 + e.Item1 }));
        CollectionAssert.AreEqual(new[] { "u: d/buy@1700000000 a/buy@1700000000 a/buy@1700000000 c/buy@1700000000" }, Texts(fitted.Transform(events)));
    }

    [TestMethod]
    public void UnsaidUnitsOfSequencesAreRecognized()
    {
        var ml = new MLContext(1);
        IDataView keys = ml.Transforms.Conversion.MapValueToKey("Item").Append(ml.Transforms.Conversion.MapValueToKey("Behavior")).Fit(
            ml.Data.LoadFromEnumerable(new[] { History() })).Transform(ml.Data.LoadFromEnumerable(new[] { History() }));
        SequenceStatistics statistics = ml.Data.SequenceStatistics(keys);
        Assert.AreEqual(TimestampUnit.Milliseconds, statistics.TimestampUnit);
        Assert.AreEqual(s_start, statistics.FirstEvent);

        static UserHistory History() => new() { Item = ["a", "b"], Behavior = ["buy", "buy"], Timestamp = [1_700_000_000_000, 1_700_000_000_001] };
    }

    [TestMethod]
    public void HistoriesWithoutSomeTimesKeepTheirOrder()
    {
        var ml = new MLContext(1);
        BehaviorSequencesTransformer fitted = ml.Transforms.BehaviorSequences().Fit(Numbers(ml, [1_700_000_000], 1));
        CollectionAssert.AreEqual(
            new[] { 1_700_000_001L, 1_700_000_001, 1_700_000_001, 1_700_000_002 },
            Serve(ml, fitted, new TimedHistory<double> { Timestamp = [double.NaN, 1_700_000_001, double.NaN, 1_700_000_002] }));
        CollectionAssert.AreEqual(new[] { 0L }, Serve(ml, fitted, new TimedHistory<double> { Timestamp = [double.NaN] }));
    }

    private IEnumerable<(string Way, IDataView View)> Ways(Event[] events, long precision)
    {
        var ml = new MLContext(1);
        yield return ("DateTime", ml.Data.LoadFromEnumerable(events.Select(e => new Timed<DateTime> { User = e.User, Item = e.Item, Timestamp = e.Time })));
        yield return ("ticks", Longs(e => e.Time.Ticks));
        yield return ("nanoseconds", Longs(e => Since(e) * 100));
        yield return ("seconds in a Double", ml.Data.LoadFromEnumerable(events.Select(e => new Timed<double> { User = e.User, Item = e.Item, Timestamp = (double)(Since(e) / 10_000_000m) })));
        yield return ("milliseconds in a Double", ml.Data.LoadFromEnumerable(events.Select(e => new Timed<double> { User = e.User, Item = e.Item, Timestamp = (double)(Since(e) / 10_000m) })));
        if (precision >= TimeSpan.TicksPerMicrosecond)
            yield return ("microseconds", Longs(e => Since(e) / 10));
        if (precision >= TimeSpan.TicksPerMillisecond)
            yield return ("milliseconds", Longs(e => Since(e) / 10_000));
        if (precision >= TimeSpan.TicksPerSecond)
            yield return ("seconds", Longs(e => Since(e) / 10_000_000));
        foreach ((string name, Func<Event, string> text) in Texts())
        {
            string path = Write(events.Select(e => $"{e.User},{e.Item},buy,{text(e)}"));
            yield return ("file, " + name, ml.Data.LoadBehaviorEvents(path));
            yield return ("file by cursors, " + name, new CountingView(ml.Data.LoadBehaviorEvents(path)));
        }

        long Since(Event e) => (e.Time - DateTime.UnixEpoch).Ticks;

        IDataView Longs(Func<Event, long> time) => ml.Data.LoadFromEnumerable(events.Select(e => new Timed<long> { User = e.User, Item = e.Item, Timestamp = time(e) }));

        IEnumerable<(string, Func<Event, string>)> Texts() =>
        [
            ("ISO", e => e.Time.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)),
            ("ISO, short", e => e.Time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)),
            ("seconds", e => (Since(e) / 10_000_000m).ToString(CultureInfo.InvariantCulture)),
            ("milliseconds", e => (Since(e) / 10_000m).ToString(CultureInfo.InvariantCulture)),
            ("nanoseconds", e => (Since(e) * 100).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static IDataView Group(MLContext ml, IDataView events) => ml.Transforms.BehaviorSequences().Fit(events).Transform(events);

    /// <summary>Items with their distance from the start in days, by the unit that the column says.</summary>
    private static string[] Days(IDataView events)
    {
        IDataView sequences = Group(new MLContext(1), events);
        double unit = Unit(sequences);
        decimal start = unit == 1e-7 ? s_start.Ticks : (decimal)(s_start - DateTime.UnixEpoch).TotalSeconds / (decimal)unit;
        return [.. SequenceViews.Read(sequences).Select(row => $"{row.User}: " + string.Join(' ', row.Items.Zip(row.Times).Select(
            e => $"{e.First}@{(double)((e.Second - start) * (decimal)unit) / TimeSpan.SecondsPerDay:0.000000000}")))];
    }

    private static double Unit(IDataView sequences)
    {
        double unit = 0;
        sequences.Schema["Timestamp"].Annotations.GetValue("TimeUnit", ref unit);
        return unit;
    }

    private static string[] Texts(IDataView sequences) => [.. SequenceViews.Read(sequences).Select(row => row.ToString())];

    private static IDataView Numbers(MLContext ml, long[] seconds, long perSecond) =>
        ml.Data.LoadFromEnumerable(seconds.Select(s => new Timed<long> { Timestamp = s * perSecond }));

    private static long[] Serve<T>(MLContext ml, ITransformer fitted, TimedHistory<T> history)
    {
        history.Item = [.. history.Timestamp.Select(_ => "a")];
        history.Behavior = [.. history.Timestamp.Select(_ => "buy")];
        using var engine = ml.Model.CreatePredictionEngine<TimedHistory<T>, Served>(fitted);
        return engine.Predict(history).Timestamp;
    }

    private static BehaviorSequencesTransformer SavedAndLoaded(MLContext ml, ITransformer fitted, IDataView events)
    {
        using var zip = new MemoryStream();
        ml.Model.Save(fitted, events.Schema, zip);
        zip.Position = 0;
        return (BehaviorSequencesTransformer)ml.Model.Load(zip, out _);
    }

    private static List<string> Warnings(MLContext ml)
    {
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning && e.RawMessage.Contains("times", StringComparison.OrdinalIgnoreCase) && !e.RawMessage.StartsWith("All events", StringComparison.Ordinal))
                warnings.Add(e.RawMessage);
        };
        return warnings;
    }

    private string Write(IEnumerable<string> rows)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        File.WriteAllText(path, "user,item,behavior,time\n" + string.Concat(rows.Select(row => row + "\n")));
        return path;
    }

    private sealed record Event(string User, string Item, DateTime Time);

    private sealed class Timed<T>
    {
        public string User { get; set; } = "u";

        public string Item { get; set; } = "a";

        public string Behavior { get; set; } = "buy";

        public T Timestamp { get; set; } = default!;
    }

    private sealed class TimedHistory<T>
    {
        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public T[] Timestamp { get; set; } = [];
    }

    private sealed class Served
    {
        public long[] Timestamp { get; set; } = [];
    }
}
