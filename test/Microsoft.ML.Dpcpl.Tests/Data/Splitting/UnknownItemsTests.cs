using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

/// <summary>Later events, on items that the fitted transform has never seen, against the definition written down on names.</summary>
[TestClass]
public sealed class UnknownItemsTests
{
    private static readonly MLContext Ml = new(1);

    /// <summary>Items a to d are known, those in capitals are not.</summary>
    private static readonly string[] s_items = ["a", "b", "c", "d", "X", "Y"];

    private static readonly Gen<(int User, int Item, bool Buy)[]> s_logs = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool).Array[4, 40];

    [TestMethod]
    public void TheNewestTargetEventIsTheTestWhateverItsItem() => Gen.Select(s_logs, Gen.Bool, Gen.Bool).Sample(
        (rows, asIs, leaveOut) =>
        {
            // Every event has a time of its own.
            BehaviorEvent[] log = [.. rows.Select((row, at) => E($"u{row.User}", s_items[row.Item], row.Buy ? "buy" : "click", 100 + at))];
            var options = new LeaveOneOutOptions
            {
                NegativeCount = 0,
                RepeatPolicy = asIs ? RepeatPolicy.AsIs : RepeatPolicy.TargetPairRemoved,
                UnknownItems = leaveOut ? UnknownItemPolicy.LeaveOut : UnknownItemPolicy.Miss,
            };
            SequenceSplit split = Ml.Data.LeaveOneOutSplit(Later(log), options);

            double place = 0.6 * (log.Length - 1);
            long tau = 100 + (long)Math.Floor(place);
            var tests = new List<string>();
            var validation = new List<string>();
            int unknown = 0;
            foreach (string user in log.Select(e => e.User).Distinct())
            {
                BehaviorEvent[] own = [.. log.Where(e => e.User == user)];
                int at = HeldOut(own, asIs, tau);
                if (at < 0)
                    continue;
                unknown += Known(own[at]) ? 0 : 1;
                BehaviorEvent[] before = Before(own, at, asIs);
                if (leaveOut && !Known(own[at]))
                    continue;
                tests.Add(Text(own[at], before));
                int next = HeldOut(before, asIs, tau);
                if (next >= 0 && !(leaveOut && !Known(before[next])))
                    validation.Add(Text(before[next], Before(before, next, asIs)));
            }

            CollectionAssert.AreEqual(tests, Rows(split.TestSet));
            CollectionAssert.AreEqual(validation, Rows(split.ValidationSet));
            Assert.AreEqual(unknown, split.UnknownTestCount);
            Assert.AreEqual(log.Length, split.EventCount);
            foreach (IDataView set in new[] { split.TrainSet, split.TrainValidationSet })
                Assert.IsFalse(SequenceViews.Read(set).Any(row => row.Items.Contains(null)), "an unknown item stands in no history");
        },
        iter: 300);

    [TestMethod]
    public void FilesAndViewsAgreeAndCountTheEvents()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "user,item,behavior,time\nu,a,click,1\nu,X,buy,2\nu,X,buy,2\nu,Y,buy,2\nu,,buy,3\nv,b,wish,4\nv,Z,click,5\n");
        IDataView events = Ml.Data.LoadBehaviorEvents(path);
        var warnings = new List<string>();
        var ml = new MLContext(1);
        ml.Log += (_, e) => warnings.AddRange(e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning ? [e.RawMessage] : []);
        ITransformer features = ml.Transforms.BehaviorSequences().Fit(ml.Data.LoadFromEnumerable(Base()));
        foreach (IDataView source in new[] { events, new CountingView(events) })
        {
            warnings.Clear();
            IDataView sequences = features.Transform(source);
            CollectionAssert.AreEqual(
                new[] { "u: a/click@1 /buy@2 /buy@2 /buy@2", "v: /click@5" }, SequenceViews.Read(sequences).Select(row => row.ToString()).ToArray());
            Assert.AreEqual(4, Ml.Data.SequenceStatistics(sequences).UnknownItemEventCount);
            Assert.AreEqual(5, Ml.Data.SequenceStatistics(sequences).EventCount);
            StringAssert.Contains(warnings.Single(), "2 of 7 events were left out: 1 without an item ('Item'); 1 without a behavior");
            StringAssert.Contains(warnings.Single(), "4 of 5 events are on an item that is not in the vocabulary");
        }

        File.Delete(path);
    }

    [TestMethod]
    public void KeysThatWereMadeBeforeAreUnknownLikewise()
    {
        var keys = Ml.Transforms.Conversion.MapValueToKey("Item").Append(Ml.Transforms.Conversion.MapValueToKey("Behavior"));
        ITransformer features = keys.Append(Ml.Transforms.BehaviorSequences()).Fit(Ml.Data.LoadFromEnumerable(Base()));
        IDataView sequences = features.Transform(Ml.Data.LoadFromEnumerable([E("u", "a", "click", 1), E("u", "", "buy", 2), E("u", "X", "buy", 3)]));
        Assert.AreEqual("u: a/click@1 /buy@3", SequenceViews.Read(sequences).Single().ToString());
    }

    /// <summary>The same tests that a transform fitted on the later data itself would give, in number.</summary>
    [TestMethod]
    public void TestsDoNotDependOnWhatIsKnown()
    {
        BehaviorEvent[] log = [.. Enumerable.Range(0, 300).Select(i => E($"u{i * 7 % 23}", s_items[i * i % 17 % 6], i % 3 == 0 ? "buy" : "click", i))];
        foreach (RepeatPolicy policy in Enum.GetValues<RepeatPolicy>())
        {
            IDataView events = Ml.Data.LoadFromEnumerable(log), own = Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
            SequenceSplit known = Ml.Data.LeaveOneOutSplit(own, "buy", policy, negativeCount: 0), later = Ml.Data.LeaveOneOutSplit(Later(log), "buy", policy, negativeCount: 0);
            CollectionAssert.AreEqual(SequenceViews.Column(known.TestSet, "LabelTimestamp"), SequenceViews.Column(later.TestSet, "LabelTimestamp"));
            Assert.IsGreaterThan(0, later.UnknownTestCount);
            Assert.AreEqual(0, known.UnknownTestCount);
        }
    }

    [TestMethod]
    public void FloorsMissThemInEveryRanking()
    {
        BehaviorEvent[] log = [.. Base(), E("a", "b", "click", 50), E("a", "X", "buy", 60), E("b", "a", "click", 51), E("b", "b", "buy", 61)];
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(Later(log), negativeCount: 1);
        Assert.AreEqual(2, split.TestCount);
        foreach (FloorMetrics floor in Ml.Recommendation().EvaluateFloors(split))
        {
            Assert.AreEqual(1, floor.Metrics.UnknownLabelCount, floor.Name);
            Assert.AreEqual(0, floor.Metrics.LeftOutLabelCount, floor.Name);
            Assert.AreEqual(0.5, floor.Metrics.HitRatio(1000), 1e-12, floor.Name);
            Assert.AreEqual(0.5, floor.Metrics.Sampled!.HitRatio(1000), 1e-12, floor.Name);
            Assert.AreEqual(0.5, floor.Metrics.ExpectedSampled!.HitRatio(1000), 1e-12, floor.Name);
        }
    }

    private static int HeldOut(BehaviorEvent[] own, bool asIs, long tau)
    {
        int at = Array.FindLastIndex(own, e => e.Behavior == "buy" && e.Timestamp > tau);
        return at >= 0 && own.Take(at).Any(e => asIs || !Same(e, own[at])) ? at : -1;
    }

    private static BehaviorEvent[] Before(BehaviorEvent[] own, int at, bool asIs) => [.. own.Take(at).Where(e => asIs || !Same(e, own[at]))];

    /// <summary>An unknown item is taken to be another than any.</summary>
    private static bool Same(BehaviorEvent one, BehaviorEvent other) => one.Item == other.Item && Known(one);

    private static bool Known(BehaviorEvent e) => char.IsLower(e.Item[0]);

    private static string Text(BehaviorEvent label, BehaviorEvent[] history) =>
        $"{label.User}: {string.Join(' ', history.Where(Known).Select(e => $"{e.Item}/{e.Behavior}@{e.Timestamp}"))} -> {(Known(label) ? label.Item : "")}@{label.Timestamp}";

    private static List<string> Rows(IDataView set)
    {
        SequenceData data = SequenceReader.Read(set);
        string[] items = SequenceViews.Names(set.Schema["Label"]);
        List<string> times = SequenceViews.Column(set, "LabelTimestamp");
        return [.. SequenceViews.Read(set).Select((row, i) => $"{row} -> {(data.Labels![i] == 0 ? "" : items[data.Labels[i] - 1])}@{times[i]}")];
    }

    private static BehaviorEvent[] Base() => [.. "abcd".Select((item, at) => E($"{item}", $"{item}", at % 2 == 0 ? "buy" : "click", at))];

    private static IDataView Later(BehaviorEvent[] log) =>
        Ml.Transforms.BehaviorSequences().Fit(Ml.Data.LoadFromEnumerable(Base())).Transform(Ml.Data.LoadFromEnumerable(log));

    private static BehaviorEvent E(string user, string item, string behavior, long time) =>
        new() { User = user, Item = item, Behavior = behavior, Timestamp = time };
}
