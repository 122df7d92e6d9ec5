using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class BehaviorSequencesTests
{
    private static readonly BehaviorEvent[] Events =
    [
        E("b", "x", "click", 5),
        E("a", "y", "click", 9),
        E("a", "x", "click", 3),
        E("a", "x", "buy", 9),
        E("b", "z", "click", 4),
        E("a", "y", "click", 9),
        E("b", "x", "cart", 4),
    ];

    [TestMethod]
    public void GroupsSortsAndDropsDuplicates()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);

        Assert.IsNull(sequences.GetRowCount());
        AssertRows(["b: z/click@4 x/cart@4 x/click@5", "a: x/click@3 y/click@9 x/buy@9"], sequences);
        Assert.AreEqual(2, sequences.GetRowCount());
        Assert.AreEqual(TextDataViewType.Instance, sequences.Schema["User"].Type);
        CollectionAssert.AreEqual(new[] { "User", "Item", "Behavior", "Timestamp" }, sequences.Schema.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void DuplicatesStayWhenAskedFor()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        var options = new BehaviorSequencesEstimator.Options { DropDuplicates = false };
        IDataView sequences = ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
        AssertRows(["b: z/click@4 x/cart@4 x/click@5", "a: x/click@3 y/click@9 x/buy@9 y/click@9"], sequences);
    }

    [TestMethod]
    public void TiesByIntent()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(
            [E("a", "x", "buy", 1), E("a", "x", "click", 1), E("a", "x", "odd", 1), E("a", "y", "click", 0)]);
        var options = new BehaviorSequencesEstimator.Options { TieBreak = TieBreak.IntentAscending, BehaviorOrder = ["click", "cart", "buy"] };
        IDataView sequences = ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
        CollectionAssert.AreEqual(new[] { "odd", "click", "buy" }, SequenceViews.Names(sequences.Schema["Behavior"]));
        AssertRows(["a: y/click@0 x/odd@1 x/click@1 x/buy@1"], sequences);
    }

    [TestMethod]
    public void GroupingEqualsALinqGroupBy()
    {
        var gen = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 2], Gen.Long[0, 6]).Array[1, 60];
        gen.Sample(
            rows =>
            {
                var ml = new MLContext(1);
                BehaviorEvent[] list = [.. rows.Select(r => E(r.Item1 == 0 ? "" : $"u{r.Item1}", r.Item2 == 0 ? "" : $"i{r.Item2}", $"b{r.Item3}", r.Item4))];
                string[] expected =
                [
                    .. list.Where(e => e.User != "" && e.Item != "").GroupBy(e => e.User).Select(g => new SequenceRow(
                        g.Key, [], [], []).User + ": " + string.Join(' ', g.OrderBy(e => e.Timestamp)
                        .DistinctBy(e => (e.Item, e.Behavior, e.Timestamp)).Select(e => $"{e.Item}/{e.Behavior}@{e.Timestamp}"))),
                ];
                if (expected.Length == 0)
                    return;
                IDataView events = ml.Data.LoadFromEnumerable(list);
                AssertRows(expected, ml.Transforms.BehaviorSequences().Fit(events).Transform(events));
            },
            iter: 60);
    }

    [TestMethod]
    public void KeysThatComeInAreKept()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        var chain = ml.Transforms.Conversion.MapValueToKey("Item", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.Conversion.MapValueToKey("Behavior"))
            .Append(ml.Transforms.BehaviorSequences());
        IDataView sequences = chain.Fit(events).Transform(events);
        CollectionAssert.AreEqual(new[] { "x", "y", "z" }, SequenceViews.Names(sequences.Schema["Item"]));
        AssertRows(["b: z/click@4 x/cart@4 x/click@5", "a: x/click@3 y/click@9 x/buy@9"], sequences);
    }

    [TestMethod]
    public void IntegerColumnsAndMissingTimes()
    {
        var ml = new MLContext(1);
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.RawMessage);
        };
        IDataView events = ml.Data.LoadFromEnumerable(new[]
        {
            new Numbers { User = 7, Item = 0, Behavior = 2, Timestamp = 2.5 },
            new Numbers { User = 7, Item = 300, Behavior = 1, Timestamp = double.NaN },
            new Numbers { User = 0, Item = 300, Behavior = 1, Timestamp = 1 },
            new Numbers { User = 7, Item = 300, Behavior = 1, Timestamp = 1 },
        });
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        Assert.AreEqual(NumberDataViewType.UInt64, sequences.Schema["User"].Type);
        AssertRows(["7: 300/1@1000 0/2@2500", "0: 300/1@1000"], sequences);
        AssertRows(["7: 300/1@1000 0/2@2500", "0: 300/1@1000"], sequences);
        Assert.HasCount(1, warnings);
        StringAssert.Contains(warnings[0], "1 of 4 events were left out: 1 without a time ('Timestamp')");
    }

    [TestMethod]
    public void MomentsBecomeTicks()
    {
        var ml = new MLContext(1);
        var at = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        IDataView events = ml.Data.LoadFromEnumerable(new[]
        {
            new Moments { User = "a", Item = "x", Behavior = "click", Timestamp = at.AddSeconds(1) },
            new Moments { User = "a", Item = "y", Behavior = "click", Timestamp = at },
        });
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        AssertRows([$"a: y/click@{at.Ticks} x/click@{at.Ticks + 10_000_000}"], sequences);
        Assert.AreEqual(1e-7, TimeUnit(sequences));
    }

    [TestMethod]
    [DataRow(1_700_000_000L, TimestampUnit.Auto, 1)]
    [DataRow(1_700_000_000_000L, TimestampUnit.Auto, 0.001)]
    [DataRow(1_700_000_000_000L, TimestampUnit.Seconds, 1)]
    [DataRow(1_700_000_000_000_000L, TimestampUnit.Auto, 1e-6)]
    [DataRow(1_700_000_000_000_000_000L, TimestampUnit.Auto, 1e-9)]
    [DataRow(638_356_716_000_000_000L, TimestampUnit.Auto, 1e-7)]
    [DataRow(1_700_000_000_000L, TimestampUnit.Nanoseconds, 1e-9)]
    [DataRow(5L, TimestampUnit.Milliseconds, 0.001)]
    [DataRow(5L, TimestampUnit.Microseconds, 1e-6)]
    [DataRow(5L, TimestampUnit.Auto, 1)]
    [DataRow(20231115L, TimestampUnit.Seconds, 1)]
    public void UnitOfTime(long time, TimestampUnit unit, double expected)
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable([E("a", "x", "click", time)]);
        var options = new BehaviorSequencesEstimator.Options { TimestampUnit = unit };
        Assert.AreEqual(expected, TimeUnit(ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events)));
    }

    [TestMethod]
    public void HistoriesAreMappedRowByRow()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        BehaviorSequencesTransformer transformer = ml.Transforms.BehaviorSequences().Fit(events);
        UserHistory[] histories =
        [
            new() { User = "new", Item = ["x", "unknown", "y"], Behavior = ["buy", "click", "odd"], Timestamp = [9, 2, 9] },
            new() { User = "none" },
            new() { Item = ["z", "z"], Behavior = ["click", "click"], Timestamp = [1, 1] },
        ];
        string[] expected = ["new: /click@2 x/buy@9 y/@9", "none: ", ": z/click@1 z/click@1"];
        IDataView mapped = transformer.Transform(ml.Data.LoadFromEnumerable(histories));
        AssertRows(expected, mapped);
        Assert.AreEqual(expected.Length, mapped.Preview().RowView.Length);

        using var engine = ml.Model.CreatePredictionEngine<UserHistory, Keys>(transformer);
        foreach (UserHistory history in histories)
        {
            Keys keys = engine.Predict(history);
            Assert.HasCount(history.Item.Length, keys.Item);
            CollectionAssert.AreEqual(history.Timestamp.Order().ToArray(), keys.Timestamp);
        }
        CollectionAssert.AreEqual(new uint[] { 0, 1, 2 }, engine.Predict(histories[0]).Item);
    }

    [TestMethod]
    public void HistoryVectorsOfUnequalLengthAreAnError()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        using var engine = ml.Model.CreatePredictionEngine<UserHistory, Keys>(ml.Transforms.BehaviorSequences().Fit(events));
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => engine.Predict(new UserHistory { Item = ["x", "y"], Behavior = ["click"], Timestamp = [1, 2] }));
        StringAssert.Contains(error.Message, "2 in 'Item', 1 in 'Behavior' and 2 in 'Timestamp'");
    }

    [TestMethod]
    public void OneChainServesEventsAndHistories()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        var chain = ml.Transforms.Conversion.MapValueToKey("Item").Append(ml.Transforms.Conversion.MapValueToKey("Behavior"))
            .Append(ml.Transforms.BehaviorSequences())
            .Append(ml.Transforms.Conversion.MapKeyToValue("ItemText", "Item")).Fit(events);
        Assert.AreEqual(2, ml.Data.CreateEnumerable<Texts>(chain.Transform(events), false).Count());
        using var engine = ml.Model.CreatePredictionEngine<UserHistory, Texts>(chain);
        Texts texts = engine.Predict(new UserHistory { Item = ["y", "x"], Behavior = ["buy", "buy"], Timestamp = [2, 1] });
        CollectionAssert.AreEqual(new[] { "x", "y" }, texts.ItemText);
    }

    [TestMethod]
    public void EventsCannotBeMappedRowByRow()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        ITransformer transformer = ml.Transforms.BehaviorSequences().Fit(events);
        Assert.IsTrue(transformer.IsRowToRowMapper);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => transformer.GetRowToRowMapper(events.Schema));
        StringAssert.Contains(error.Message, "UserHistory");
    }

    [TestMethod]
    public void WrongColumnsAreRejectedBeforeAndAtFit()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        AssertRejected(ml, events, new() { ItemColumnName = "Nothing" }, "Could not find item column 'Nothing'");
        AssertRejected(
            ml, events, new() { TimestampColumnName = "User", UserColumnName = "Timestamp" },
            "Schema mismatch for timestamp column 'User': expected Int32, UInt32, Int64, UInt64, Single, Double, DateTime or DateTimeOffset, got String");
        IDataView histories = ml.Data.LoadFromEnumerable([new Mixed()]);
        AssertRejected(
            ml, histories, new(), "Schema mismatch for behavior column 'Behavior': expected vector of text, integer or key, got String");
    }

    [TestMethod]
    public void TooManyBehaviors()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 256).Select(i => E("a", "x", $"b{i}", i)));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.BehaviorSequences().Fit(events));
        StringAssert.Contains(error.Message, "The behavior column 'Behavior' has 256 different values; at most 255 are possible");
        Assert.AreEqual(1, ml.Transforms.BehaviorSequences().Fit(ml.Data.TakeRows(events, 255)).Transform(events).Preview().RowView.Length);
    }

    [TestMethod]
    public void BadOptions()
    {
        var ml = new MLContext(1);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.BehaviorSequences(itemColumnName: "User"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.BehaviorSequences(itemColumnName: " "));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { MaximumNumberOfItems = 0 }));
    }

    [TestMethod]
    public void ShapeBeforeFitEqualsSchemaAfter()
    {
        var ml = new MLContext(1);
        var history = new UserHistory { Item = ["x"], Behavior = ["buy"], Timestamp = [1] };
        IDataView numbers = ml.Data.LoadFromEnumerable([new Numbers { User = 1, Item = 2, Behavior = 3, Timestamp = 4 }]);
        IDataView events = ml.Data.LoadFromEnumerable(Events);
        IDataView keys = ml.Transforms.Conversion.MapValueToKey("Item").Fit(events).Transform(events);
        foreach (IDataView input in new[] { events, keys, numbers, ml.Data.LoadFromEnumerable([history]) })
        {
            var estimator = ml.Transforms.BehaviorSequences();
            SchemaShape shape = estimator.GetOutputSchema(SchemaShapes.Of(input.Schema));
            SchemaShape after = SchemaShapes.Of(estimator.Fit(input).GetOutputSchema(input.Schema));
            CollectionAssert.AreEquivalent(Describe(after), Describe(shape));
        }
        static string[] Describe(SchemaShape shape) =>
            [.. shape.Select(c => $"{c.Name} {c.Kind} {c.ItemType} {c.IsKey} {string.Join(',', c.Annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType}"))}")];
    }

    [TestMethod]
    public void ShuffledCursorsGiveTheSameRows()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => E($"u{i}", "x", "click", i)));
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        List<string> straight = SequenceViews.Column(sequences, "User");
        var shuffled = new List<string>();
        using (DataViewRowCursor cursor = sequences.GetRowCursor(sequences.Schema, new Random(3)))
        {
            ValueGetter<ReadOnlyMemory<char>> user = cursor.GetGetter<ReadOnlyMemory<char>>(sequences.Schema["User"]);
            ReadOnlyMemory<char> value = default;
            while (cursor.MoveNext())
            {
                user(ref value);
                shuffled.Add(value.ToString());
            }
            Assert.IsFalse(cursor.MoveNext());
        }
        CollectionAssert.AreNotEqual(straight, shuffled);
        CollectionAssert.AreEquivalent(straight, shuffled);
    }

    [TestMethod]
    public void ConcurrentReadersShareOneGrouping()
    {
        var ml = new MLContext(1);
        int passes = 0;
        IEnumerable<BehaviorEvent> Source()
        {
            Interlocked.Increment(ref passes);
            return Enumerable.Range(0, 2000).Select(i => E($"u{i % 40}", $"i{i % 7}", "click", i));
        }
        IDataView events = ml.Data.LoadFromEnumerable(new Lazily(Source));
        BehaviorSequencesTransformer transformer = ml.Transforms.BehaviorSequences().Fit(events);
        passes = 0;
        IDataView sequences = transformer.Transform(events);
        Assert.AreEqual(0, passes);
        int[] rows = new int[8];
        Parallel.For(0, rows.Length, i => rows[i] = SequenceViews.Read(sequences).Count);
        CollectionAssert.AreEqual(Enumerable.Repeat(40, rows.Length).ToArray(), rows);
        Assert.AreEqual(1, passes);
    }

    private static BehaviorEvent E(string user, string item, string behavior, long time) =>
        new() { User = user, Item = item, Behavior = behavior, Timestamp = time };

    private static void AssertRows(string[] expected, IDataView sequences) =>
        CollectionAssert.AreEqual(expected, SequenceViews.Read(sequences).Select(row => row.ToString()).ToArray());

    private static double TimeUnit(IDataView sequences)
    {
        double unit = 0;
        sequences.Schema["Timestamp"].Annotations.GetValue("TimeUnit", ref unit);
        return unit;
    }

    private static void AssertRejected(MLContext ml, IDataView input, BehaviorSequencesEstimator.Options options, string text)
    {
        var estimator = ml.Transforms.BehaviorSequences(options);
        var atFit = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(input));
        StringAssert.StartsWith(atFit.Message, text);
        var before = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => estimator.GetOutputSchema(SchemaShapes.Of(input.Schema)));
        StringAssert.StartsWith(before.Message, text);
    }

    private sealed class Numbers
    {
        public ulong User { get; set; }

        public int Item { get; set; }

        public byte Behavior { get; set; }

        public double Timestamp { get; set; }
    }

    private sealed class Moments
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public string Behavior { get; set; } = "";

        public DateTime Timestamp { get; set; }
    }

    private sealed class Mixed
    {
        public string User { get; set; } = "";

        public string[] Item { get; set; } = [];

        public string Behavior { get; set; } = "";

        public long Timestamp { get; set; }
    }

    private sealed class Keys
    {
        public uint[] Item { get; set; } = [];

        public long[] Timestamp { get; set; } = [];
    }

    private sealed class Texts
    {
        public string[] ItemText { get; set; } = [];
    }

    private sealed class Lazily(Func<IEnumerable<BehaviorEvent>> source) : IEnumerable<BehaviorEvent>
    {
        public IEnumerator<BehaviorEvent> GetEnumerator() => source().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
