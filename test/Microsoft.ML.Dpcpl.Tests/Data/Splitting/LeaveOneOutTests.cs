using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

[TestClass]
public sealed class LeaveOneOutTests
{
    private static readonly MLContext Ml = new(1);

    /// <summary>Times 0..9 in all, so the 60 % quantile is 5.4 and events from 6 on may be held out.</summary>
    private static readonly BehaviorEvent[] Worked =
    [
        E("a", "x", "click", 0), E("a", "y", "click", 1), E("a", "z", "click", 2), E("a", "y", "buy", 6), E("a", "x", "buy", 7), E("a", "z", "click", 8),
        E("b", "x", "buy", 3), E("b", "y", "click", 9),
        E("c", "x", "buy", 4), E("c", "x", "buy", 5),
    ];

    [TestMethod]
    public void WorkedExampleWithPairsRemoved()
    {
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(Group(Worked), "buy", negativeCount: 0);
        Assert.AreEqual(5L, split.SplitTime);
        AssertRows(["a: z/click@2", "b: x/buy@3 y/click@9", "c: x/buy@4 x/buy@5"], split.TrainSet);
        AssertRows(["a: z/click@2"], split.ValidationSet);
        AssertRows(["a: y/click@1 z/click@2 y/buy@6"], split.TestSet);
        AssertRows(["a: y/click@1 z/click@2 y/buy@6", "b: x/buy@3 y/click@9", "c: x/buy@4 x/buy@5"], split.TrainValidationSet);
        AssertColumn(["1", "1", "2"], split.TrainSet, "PretrainLength");
        AssertColumn(["2"], split.TestSet, "PretrainLength");
        AssertColumn(["7"], split.TestSet, "LabelTimestamp");
        AssertColumn(["6"], split.ValidationSet, "LabelTimestamp");
        AssertColumn(["False"], split.TestSet, "TargetInHistory");
        AssertColumn(["True"], split.TestSet, "ColdStart");
        Assert.AreEqual("x", SequenceViews.Names(split.TestSet.Schema["Label"])[Read(split.TestSet).Labels![0] - 1]);
        Assert.AreEqual((3, 10, 1, 1, 1, 1), (split.UserCount, split.EventCount, split.TestCount, split.ValidationCount, split.ColdStartTestCount, split.RepeatedTestCount));
    }

    [TestMethod]
    public void WorkedExampleAsIs()
    {
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(Group(Worked), "buy", RepeatPolicy.AsIs, negativeCount: 0);
        AssertRows(["a: x/click@0 y/click@1 z/click@2", "b: x/buy@3 y/click@9", "c: x/buy@4 x/buy@5"], split.TrainSet);
        AssertRows(["a: x/click@0 y/click@1 z/click@2 y/buy@6"], split.TestSet);
        AssertColumn(["True"], split.TestSet, "TargetInHistory");
    }

    [TestMethod]
    public void PerUserTime()
    {
        var options = new LeaveOneOutOptions { TimeSplit = TimeSplit.PerUser, NegativeCount = 0, PretrainingShare = 0.5 };
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(Group(Worked), options);
        Assert.IsNull(split.SplitTime);
        // Rows of 6, 2 and 2 events: those from 3, 1 and 1 on may be held out; user c has no event on another item.
        AssertColumn(["a"], split.TestSet, "User");
        AssertColumn(["2"], split.TestSet, "PretrainLength");
    }

    [TestMethod]
    public void SetsEqualTheDefinition()
    {
        var gen = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 1], Gen.Long[0, 20]).Array[2, 40];
        Gen.Select(gen, Gen.Bool).Sample(
            (rows, asIs) =>
            {
                BehaviorEvent[] log = [.. rows.Select(r => E($"u{r.Item1}", $"i{r.Item2}", r.Item3 == 0 ? "click" : "buy", r.Item4)), E("u9", "i0", "buy", 0)];
                IDataView sequences = Group(log);
                RepeatPolicy policy = asIs ? RepeatPolicy.AsIs : RepeatPolicy.TargetPairRemoved;
                SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, "buy", policy, negativeCount: 0);
                List<SequenceRow> users = SequenceViews.Read(sequences);

                double[] times = [.. users.SelectMany(u => u.Times).Order().Select(t => (double)t)];
                double index = 0.6 * (times.Length - 1);
                int low = (int)index;
                double tau = times[low] + ((index - low) * (times[Math.Min(low + 1, times.Length - 1)] - times[low]));
                var (train, validation, test, trainValidation) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
                foreach (SequenceRow user in users)
                {
                    List<Event> all = [.. user.Items.Zip(user.Behaviors, user.Times).Select(e => new Event(e.First!, e.Second!, e.Third))];
                    List<Event>? beforeTest = HoldOut(all, tau, asIs);
                    List<Event>? beforeValidation = beforeTest is null ? null : HoldOut(beforeTest, tau, asIs);
                    trainValidation.Add(Text(user, beforeTest ?? all));
                    train.Add(Text(user, beforeValidation ?? beforeTest ?? all));
                    if (beforeTest is not null)
                        test.Add(Text(user, beforeTest));
                    if (beforeValidation is not null)
                        validation.Add(Text(user, beforeValidation));
                }
                AssertRows([.. train], split.TrainSet);
                AssertRows([.. validation], split.ValidationSet);
                AssertRows([.. test], split.TestSet);
                AssertRows([.. trainValidation], split.TrainValidationSet);

                SequenceData data = Read(split.TrainSet);
                for (int row = 0; row < data.Store.UserCount; row++)
                    Assert.AreEqual(data.Store.TimesOf(row).ToArray().Count(t => t <= tau), data.PretrainLengths![row]);
            },
            iter: 200);

        static List<Event>? HoldOut(List<Event> events, double tau, bool asIs)
        {
            int at = events.FindLastIndex(e => e.Behavior == "buy" && e.Time > tau);
            if (at < 0 || !events.Take(at).Any(e => asIs || e.Item != events[at].Item))
                return null;
            return [.. events.Take(at).Where(e => asIs || e.Item != events[at].Item)];
        }

        static string Text(SequenceRow user, List<Event> events) => (user with
        {
            Items = [.. events.Select(e => e.Item)],
            Behaviors = [.. events.Select(e => e.Behavior)],
            Times = [.. events.Select(e => e.Time)],
        }).ToString();
    }

    [TestMethod]
    public void NothingFromTheTestEventOnMatters()
    {
        BehaviorEvent[] log = RandomLog(400, seed: 5);
        IDataView sequences = Group(log);
        foreach (RepeatPolicy policy in Enum.GetValues<RepeatPolicy>())
        {
            SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, "buy", policy, negativeCount: 3);
            Assert.IsGreaterThan(5, split.TestCount);
            Assert.IsGreaterThan(3, split.ValidationCount);
            SequenceData tests = Read(split.TestSet);
            string[] users = [.. SequenceViews.Column(split.TestSet, "User")];
            long[] testTimes = [.. SequenceViews.Column(split.TestSet, "LabelTimestamp").Select(long.Parse)];

            // Times are all different, so what stands after a test event is what happened later. Give those events other items.
            BehaviorEvent[] altered = [.. log.Select(e => Array.IndexOf(users, e.User) is >= 0 and int u && e.Timestamp > testTimes[u]
                ? E(e.User, e.Item == "i1" ? "i2" : "i1", e.Behavior, e.Timestamp)
                : e)];
            Assert.IsFalse(altered.SequenceEqual(log));
            SequenceSplit other = Ml.Data.LeaveOneOutSplit(Group(altered), "buy", policy, negativeCount: 3);
            AssertRows([.. SequenceViews.Read(split.TrainSet).Select(r => r.ToString())], other.TrainSet);
            AssertRows([.. SequenceViews.Read(split.ValidationSet).Select(r => r.ToString())], other.ValidationSet);
            AssertRows([.. SequenceViews.Read(split.TestSet).Select(r => r.ToString())], other.TestSet);
            AssertRows([.. SequenceViews.Read(split.TrainValidationSet).Select(r => r.ToString())], other.TrainValidationSet);

            foreach ((IDataView set, IDataView heldOut) in new[] { (split.TrainSet, split.ValidationSet), (split.TrainValidationSet, split.TestSet) })
            {
                SequenceData held = Read(heldOut);
                var labels = SequenceViews.Column(heldOut, "User").Zip(held.Labels!, SequenceViews.Column(heldOut, "LabelTimestamp")).ToDictionary(l => l.First);
                var rows = SequenceViews.Read(set);
                string[] items = SequenceViews.Names(set.Schema["Item"]);
                foreach (SequenceRow row in rows.Where(row => labels.ContainsKey(row.User)))
                {
                    Assert.IsTrue(row.Times.All(t => t < long.Parse(labels[row.User].Third)));
                    if (policy == RepeatPolicy.TargetPairRemoved)
                        Assert.DoesNotContain(items[labels[row.User].Second - 1], row.Items);
                }
            }
        }
    }

    [TestMethod]
    [DataRow(NegativeSampler.Uniform)]
    [DataRow(NegativeSampler.Popularity)]
    public void NegativesAreDifferentUntouchedAndFixed(NegativeSampler sampler)
    {
        IDataView sequences = Group(RandomLog(600, seed: 6, items: 60));
        var options = new LeaveOneOutOptions { NegativeCount = 20, NegativeSampler = sampler };
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, options), again = Ml.Data.LeaveOneOutSplit(sequences, options);
        SequenceData all = SequenceReader.Read(sequences), tests = Read(split.TestSet);
        List<string> users = SequenceViews.Column(sequences, "User"), testUsers = SequenceViews.Column(split.TestSet, "User");
        for (int row = 0; row < testUsers.Count; row++)
        {
            int[] negatives = tests.Candidates![row];
            Assert.HasCount(20, negatives);
            Assert.HasCount(20, negatives.Distinct());
            Assert.IsEmpty(negatives.Intersect(all.Store.ItemsOf(users.IndexOf(testUsers[row])).ToArray()));
        }
        AssertSameNegatives(tests, Read(again.TestSet));
        options.Seed = 2;
        SequenceData reseeded = Read(Ml.Data.LeaveOneOutSplit(sequences, options).TestSet);
        Assert.IsFalse(tests.Candidates!.Zip(reseeded.Candidates!).All(pair => pair.First.SequenceEqual(pair.Second)));
        Assert.IsFalse(Read(split.ValidationSet).Candidates![0].SequenceEqual(tests.Candidates![0]));
    }

    [TestMethod]
    public void SamplersHaveTheirDistribution()
    {
        // One user touches item 0; items 1..9 occur i times each elsewhere.
        var store = new SequenceStore([0, 1, 46], [10, .. Enumerable.Range(1, 9).SelectMany(i => Enumerable.Repeat(i, i))], new byte[46], new long[46]);
        int[] weights = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50];
        const int draws = 20_000;
        foreach (int[]? w in new[] { null, weights })
        {
            var counts = new int[11];
            var draw = new NegativeDraw(store, 10, w, 1, seed: 1);
            for (int stream = 0; stream < draws; stream++)
                counts[draw.Draw(0, 2 * stream)[0]]++;
            Assert.AreEqual(0, counts[10]);
            for (int item = 1; item <= 9; item++)
            {
                double expected = draws * (w is null ? 1 / 9.0 : item / 45.0);
                Assert.IsLessThan(5 * Math.Sqrt(expected), Math.Abs(counts[item] - expected), $"item {item}");
            }
        }
        // All that is allowed can be drawn, however unlikely.
        CollectionAssert.AreEquivalent(Enumerable.Range(1, 9).ToArray(), new NegativeDraw(store, 10, weights, 9, seed: 1).Draw(0, 0));
    }

    [TestMethod]
    [DataRow(NegativeSampler.Uniform)]
    [DataRow(NegativeSampler.Popularity)]
    public void TestsWithTooFewItemsToDrawHaveNoNegatives(NegativeSampler sampler)
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 10_000]).Sample(
            (count, seed) =>
            {
                var options = new LeaveOneOutOptions { NegativeCount = count, NegativeSampler = sampler };
                IDataView sequences = Group(RandomLog(60, seed, items: 12));
                SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, options);
                SequenceData all = SequenceReader.Read(sequences), tests = Read(split.TestSet);
                List<string> users = SequenceViews.Column(sequences, "User"), testUsers = SequenceViews.Column(split.TestSet, "User");
                int[] drawable = sampler == NegativeSampler.Uniform
                    ? [.. all.Store.Items.ToArray().Distinct()]
                    : [.. Read(split.TrainValidationSet).Store.Items.ToArray().Distinct()];
                int without = 0;
                for (int row = 0; row < testUsers.Count; row++)
                {
                    int allowed = drawable.Except(all.Store.ItemsOf(users.IndexOf(testUsers[row])).ToArray()).Count();
                    Assert.HasCount(allowed < count ? 0 : count, tests.Candidates![row].Distinct());
                    without += allowed < count ? 1 : 0;
                }
                Assert.AreEqual(without, split.UnsampledTestCount);
            },
            iter: 100);
        Assert.AreEqual(1, Ml.Data.LeaveOneOutSplit(Group(Worked)).UnsampledTestCount, "a user with the whole catalog");
        Assert.AreEqual(0, Ml.Data.LeaveOneOutSplit(Group(Worked), negativeCount: 0).UnsampledTestCount);
    }

    [TestMethod]
    public void OtherColumnsArePassedOn()
    {
        IDataView users = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new Person { User = $"u{i}", Gender = $"g{i}" }));
        IDataView events = Ml.Data.LoadFromEnumerable(RandomLog(400, seed: 7));
        IDataView sequences = Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { UserAttributes = users }).Fit(events).Transform(events);
        foreach (IDataView input in new[] { sequences, Ml.Data.Cache(sequences) })
        {
            SequenceSplit split = Ml.Data.LeaveOneOutSplit(input, negativeCount: 2);
            List<string> testUsers = SequenceViews.Column(split.TestSet, "User");
            CollectionAssert.AreEqual(testUsers.Select(u => "g" + u[1..]).ToArray(), SequenceViews.Column(split.TestSet, "Gender"));
            Assert.HasCount(split.UserCount, SequenceViews.Column(split.TrainSet, "Gender"));
        }
    }

    [TestMethod]
    public void NoTestEventIsAWarning()
    {
        var ml = new MLContext(1);
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.RawMessage);
        };
        SequenceSplit split = ml.Data.LeaveOneOutSplit(Group([E("a", "x", "buy", 1), E("a", "x", "buy", 2), E("a", "x", "buy", 3)]));
        Assert.AreEqual(0, split.TestCount);
        Assert.IsEmpty(SequenceViews.Read(split.TestSet));
        Assert.AreEqual(0, Read(split.ValidationSet).Store.UserCount);
        Assert.HasCount(1, warnings);
        StringAssert.Contains(warnings[0], "The test set is empty");
    }

    [TestMethod]
    public void TextFileToSplitAsInTheReadme()
    {
        string path = Path.GetTempFileName();
        File.WriteAllLines(path, Worked.Select(e => $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}").Prepend("user,item,behavior,time"));
        IDataView events = Ml.Data.LoadFromTextFile<BehaviorEvent>(path, ',', hasHeader: true);
        var featurizer = Ml.Transforms.Conversion.MapValueToKey("Item", maximumNumberOfKeys: 10_000_000)
            .Append(Ml.Transforms.Conversion.MapValueToKey("Behavior"))
            .Append(Ml.Transforms.BehaviorSequences(
                userColumnName: "User", itemColumnName: "Item", behaviorColumnName: "Behavior", timestampColumnName: "Timestamp"))
            .AppendCacheCheckpoint(Ml);
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(featurizer.Fit(events).Transform(events), targetBehavior: "buy", negativeCount: 0);
        AssertRows(["a: y/click@1 z/click@2 y/buy@6"], split.TestSet);
        File.Delete(path);
    }

    [TestMethod]
    public void BadOptions()
    {
        IDataView sequences = Group(Worked);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.LeaveOneOutSplit(sequences, "rent")).Message,
            "TargetBehavior is 'rent'; column 'Behavior' knows 'click', 'buy'.");
        foreach (LeaveOneOutOptions bad in new LeaveOneOutOptions[]
        {
            new() { PretrainingShare = double.NaN }, new() { PretrainingShare = 1 }, new() { NegativeCount = -1 }, new() { ItemColumnName = "User" },
            new() { RepeatPolicy = (RepeatPolicy)9 }, new() { TimeSplit = (TimeSplit)9 }, new() { NegativeSampler = (NegativeSampler)9 },
            new() { UnknownItems = (UnknownItemPolicy)9 },
        })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.LeaveOneOutSplit(sequences, bad));
    }

    [TestMethod]
    [DataRow("ijcai15_dpt", "buy", 15_606, 1_444_867_200L, 755_346)]
    [DataRow("kuairand_pure_2w", "long_view", 11_538, 1_651_520_968L, 149_104)]
    [DataRow("taobao_ub_1k", "buy", 400, 1_512_049_312L, 91_986)]
    public void RealTestEventsAgreeWithTheReferenceProgram(string dataSet, string target, int tests, long splitTime, int eventsKept)
    {
        string[] expected = [.. SharedData.Lines(dataSet, $"test_strict_{target}.csv.gz").Skip(1)
            .Select(line => line.Split(',')).Select(f => $"{f[0]},{f[1]},{f[2]}").Order(StringComparer.Ordinal)];
        Assert.HasCount(tests, expected);

        IDataView events = Ml.Data.LoadBehaviorEvents(SharedData.Path(dataSet, "interactions.csv.gz"));
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(Ml.Transforms.BehaviorSequences().Fit(events).Transform(events), target);
        Assert.AreEqual(splitTime, split.SplitTime);
        Assert.AreEqual(eventsKept, Read(split.TrainValidationSet).Store.EventCount);
        SequenceData data = Read(split.TestSet);
        List<string> users = SequenceViews.Column(split.TestSet, "User"), times = SequenceViews.Column(split.TestSet, "LabelTimestamp");
        string[] items = SequenceViews.Names(split.TestSet.Schema["Label"]);
        string[] actual = [.. users.Select((user, row) => $"{user},{items[data.Labels![row] - 1]},{times[row]}").Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(expected, actual);
        Assert.IsFalse(SequenceViews.Column(split.TestSet, "TargetInHistory").Contains("True"));
    }

    private static BehaviorEvent E(string user, string item, string behavior, long time) =>
        new() { User = user, Item = item, Behavior = behavior, Timestamp = time };

    /// <summary>Events of 30 users, all at different times; every item occurs at the start so that the keys do not depend on the rest.</summary>
    private static BehaviorEvent[] RandomLog(int count, int seed, int items = 20)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, items).Select(i => E($"u{i % 30}", $"i{i}", i == 0 ? "buy" : "click", i)),
            .. Enumerable.Range(items, count).Select(t => E($"u{random.Next(30)}", $"i{random.Next(items)}", random.Next(4) == 0 ? "buy" : "click", t)),
        ];
    }

    private static IDataView Group(BehaviorEvent[] log)
    {
        IDataView events = Ml.Data.LoadFromEnumerable(log);
        return Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }

    private static SequenceData Read(IDataView set) => SequenceReader.Read(set);

    private static void AssertRows(string[] expected, IDataView set) =>
        CollectionAssert.AreEqual(expected, SequenceViews.Read(set).Select(row => row.ToString()).ToArray());

    private static void AssertColumn(string[] expected, IDataView set, string column) =>
        CollectionAssert.AreEqual(expected, SequenceViews.Column(set, column));

    private static void AssertSameNegatives(SequenceData expected, SequenceData actual)
    {
        for (int row = 0; row < expected.Candidates!.Length; row++)
            CollectionAssert.AreEqual(expected.Candidates[row], actual.Candidates![row]);
    }

    private sealed record Event(string Item, string Behavior, long Time);

    private sealed class Person
    {
        public string User { get; set; } = "";

        public string Gender { get; set; } = "";
    }
}
