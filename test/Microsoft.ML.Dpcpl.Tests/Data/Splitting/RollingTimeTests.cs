using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

[TestClass]
public sealed class RollingTimeTests
{
    private static readonly MLContext s_ml = new(1);

    /// <summary>Every set of every fold against its definition, by loops over users and events.</summary>
    [TestMethod]
    public void SetsEqualTheDefinition()
    {
        var gen = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Bool, Gen.Long[0, 60]).Array[40, 80];
        Gen.Select(gen, Gen.Bool).Sample(
            (rows, asIs) =>
            {
                BehaviorEvent[] log = [.. rows.Select(r => E($"u{r.Item1}", $"i{r.Item2}", r.Item3 ? "buy" : "click", r.Item4)), .. Enumerable.Range(0, 61).Select(t => E("u9", $"i{t % 6}", t % 7 == 0 ? "buy" : "click", t))];
                IDataView sequences = Group(log);
                var options = new LeaveOneOutOptions { RepeatPolicy = asIs ? RepeatPolicy.AsIs : RepeatPolicy.TargetPairRemoved, NegativeCount = 0 };
                IReadOnlyList<SequenceSplit> folds = s_ml.Data.RollingTimeSplits(sequences, 2, 0.2, options);
                List<SequenceRow> users = SequenceViews.Read(sequences);
                long[] times = [.. users.SelectMany(user => user.Times).Order()];
                long[] cuts = [.. new[] { 0.6, 0.4, 0.2 }.Select(share => times[^(int)Math.Round(share * times.Length)]), times[^1] + 1];
                Assert.HasCount(2, folds);
                for (int fold = 0; fold < 2; fold++)
                {
                    SequenceSplit split = folds[fold];
                    (long from, long middle, long to) = (cuts[fold], cuts[fold + 1], cuts[fold + 2]);
                    Assert.AreEqual((from, middle, to), (split.ValidationStart, split.TestStart, split.TestEnd));
                    var (train, validation, test, trainValidation) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
                    foreach (SequenceRow user in users)
                    {
                        Event[] all = [.. user.Items.Zip(user.Behaviors, user.Times).Select(e => new Event(e.First!, e.Second!, e.Third))];
                        int tested = HeldOut(all, middle, to, asIs, removed: null);
                        string? label = tested < 0 || asIs ? null : all[tested].Item;
                        int validated = HeldOut(all, from, middle, asIs, label);
                        string? other = validated < 0 || asIs ? null : all[validated].Item;
                        train.Add(Text(user, all.Where(e => e.Time < from && e.Item != label && e.Item != other)));
                        trainValidation.Add(Text(user, all.Where(e => e.Time < middle && e.Item != label)));
                        if (tested >= 0)
                            test.Add(Text(user, all.Take(tested).Where(e => e.Item != label)));
                        if (validated >= 0)
                            validation.Add(Text(user, all.Take(validated).Where(e => e.Item != label && e.Item != other)));
                    }

                    AssertRows(train, split.TrainSet);
                    AssertRows(validation, split.ValidationSet);
                    AssertRows(test, split.TestSet);
                    AssertRows(trainValidation, split.TrainValidationSet);
                    Assert.AreEqual((test.Count, validation.Count), (split.TestCount, split.ValidationCount));
                }
            },
            iter: 100);

        static int HeldOut(Event[] events, long from, long to, bool asIs, string? removed) => Array.FindIndex(
            events, e => e.Behavior == "buy" && e.Time >= from && e.Time < to && e.Item != removed && events.TakeWhile(past => past != e).Any(past => past.Item != removed && (asIs || past.Item != e.Item)));

        static string Text(SequenceRow user, IEnumerable<Event> events) => (user with
        {
            Items = [.. events.Select(e => e.Item)],
            Behaviors = [.. events.Select(e => e.Behavior)],
            Times = [.. events.Select(e => e.Time)],
        }).ToString();
    }

    /// <summary>Where nothing is removed, training and validation sets do not depend on anything from their ends on.</summary>
    [TestMethod]
    public void NothingLaterLeaksIntoTraining()
    {
        BehaviorEvent[] log = RandomLog(600, 5);
        var options = new LeaveOneOutOptions { RepeatPolicy = RepeatPolicy.AsIs, NegativeCount = 0 };
        IReadOnlyList<SequenceSplit> folds = s_ml.Data.RollingTimeSplits(Group(log), options: options);
        for (int fold = 0; fold < 3; fold++)
        {
            SequenceSplit split = folds[fold];
            Assert.IsGreaterThan(5, split.TestCount);
            Assert.IsTrue(SequenceViews.Read(split.TrainSet).All(row => row.Times.All(time => time < split.ValidationStart)));
            Assert.IsTrue(SequenceViews.Read(split.TrainValidationSet).All(row => row.Times.All(time => time < split.TestStart)));
            Assert.IsTrue(SequenceViews.Column(split.TestSet, "LabelTimestamp").All(time => long.Parse(time) >= split.TestStart && long.Parse(time) < split.TestEnd));
            // The test of a fold is the validation of the next.
            if (fold > 0)
                AssertRows(SequenceViews.Read(folds[fold - 1].TestSet).Select(row => row.ToString()), split.ValidationSet);
            // Other items, behaviors and users from a moment on; their times stay, so that the windows do.
            AssertRows(Rows(split.TrainSet), Altered(split.ValidationStart!.Value, fold).TrainSet);
            AssertRows(Rows(split.ValidationSet), Altered(split.TestStart!.Value, fold).ValidationSet);
            AssertRows(Rows(split.TrainValidationSet), Altered(split.TestStart!.Value, fold).TrainValidationSet);
        }

        IEnumerable<string> Rows(IDataView set) => SequenceViews.Read(set).Select(row => row.ToString());

        SequenceSplit Altered(long from, int fold) => s_ml.Data.RollingTimeSplits(
            Group([.. log.Select(e => e.Timestamp < from ? e : E($"u{(e.Timestamp * 7) % 30}", e.Item == "i1" ? "i2" : "i1", e.Behavior == "buy" ? "click" : "buy", e.Timestamp))]), options: options)[fold];
    }

    [TestMethod]
    public void PretrainingSegmentsPartTheTrainingSet()
    {
        SequenceSplit split = s_ml.Data.RollingTimeSplits(Group(RandomLog(400, 8)), folds: 1, windowShare: 0.2, new LeaveOneOutOptions { NegativeCount = 5, PretrainingShare = 0.5 })[0];
        long[] times = [.. Enumerable.Range(0, 420).Select(t => (long)t).Where(t => t < split.ValidationStart)];
        Assert.AreEqual(times[(int)(0.5 * (times.Length - 1))], split.SplitTime);
        SequenceData train = SequenceReader.Read(split.TrainSet);
        for (int row = 0; row < train.Store.UserCount; row++)
            Assert.AreEqual(train.Store.TimesOf(row).ToArray().Count(time => time <= split.SplitTime), train.PretrainLengths![row]);
        Assert.IsTrue(SequenceReader.Read(split.TestSet).Candidates!.All(negatives => negatives.Length == 5));
        Assert.IsNull(s_ml.Data.LeaveOneOutSplit(Group(RandomLog(400, 8))).TestStart);
    }

    [TestMethod]
    public void RefusesWhatCannotBe()
    {
        IDataView sequences = Group(RandomLog(300, 2));
        void Refuses<T>(string says, Func<object> split)
            where T : Exception => StringAssert.Contains(Assert.ThrowsExactly<T>(split).Message, says);
        Refuses<ArgumentOutOfRangeException>("folds is 0", () => s_ml.Data.RollingTimeSplits(sequences, folds: 0));
        Refuses<ArgumentOutOfRangeException>("windowShare is 0.6", () => s_ml.Data.RollingTimeSplits(sequences, folds: 1, windowShare: 0.6));
        Refuses<ArgumentOutOfRangeException>("at most 0.9 / (folds + 1) = 0.15", () => s_ml.Data.RollingTimeSplits(sequences, folds: 5, windowShare: 0.2));
        Refuses<ArgumentException>("too few or too coarse", () => s_ml.Data.RollingTimeSplits(Group([.. RandomLog(300, 2).Select(e => E(e.User, e.Item, e.Behavior, e.Timestamp / 200))])));
        Refuses<ArgumentOutOfRangeException>("'rent'", () => s_ml.Data.RollingTimeSplits(sequences, options: new LeaveOneOutOptions { TargetBehavior = "rent" }));
    }

    private static BehaviorEvent E(string user, string item, string behavior, long time) => new() { User = user, Item = item, Behavior = behavior, Timestamp = time };

    /// <summary>Events of 30 users, all at different times; every user and item occurs at the start so that rows and keys do not depend on the rest.</summary>
    private static BehaviorEvent[] RandomLog(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, 30).Select(i => E($"u{i}", $"i{i % 20}", i == 0 ? "buy" : "click", i)),
            .. Enumerable.Range(30, count - 10).Select(t => E($"u{random.Next(30)}", $"i{random.Next(20)}", random.Next(4) == 0 ? "buy" : "click", t)),
        ];
    }

    private static IDataView Group(BehaviorEvent[] log)
    {
        IDataView events = s_ml.Data.LoadFromEnumerable(log);
        return s_ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }

    private static void AssertRows(IEnumerable<string> expected, IDataView set) =>
        CollectionAssert.AreEqual(expected.ToArray(), SequenceViews.Read(set).Select(row => row.ToString()).ToArray());

    private sealed record Event(string Item, string Behavior, long Time);
}
