using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

[TestClass]
public sealed class GivenTestSplitTests
{
    private static readonly MLContext Ml = new(1);

    /// <summary>Times 0..9 in all, so events from 6 on may be held out.</summary>
    private static readonly BehaviorEvent[] Log =
    [
        E("a", "x", "click", 0), E("a", "y", "click", 1), E("a", "z", "click", 2), E("a", "y", "buy", 6), E("a", "x", "buy", 7), E("a", "z", "click", 8),
        E("b", "x", "buy", 3), E("b", "y", "click", 9),
        E("c", "x", "buy", 4), E("c", "w", "buy", 5),
    ];

    [TestMethod]
    public void WorkedExample()
    {
        GivenTest[] tests = [new("b", "w", ["z"]), new("a", "w", ["z", "y"])];
        SequenceSplit split = Ml.Data.GivenTestSplit(Group(Log), tests, new LeaveOneOutOptions { NegativeCount = 0 });
        AssertRows(["a: x/click@0 y/click@1 z/click@2 y/buy@6 x/buy@7 z/click@8", "b: x/buy@3 y/click@9"], split.TestSet);
        AssertRows(["a: x/click@0 y/click@1 z/click@2 y/buy@6 x/buy@7 z/click@8", "b: x/buy@3 y/click@9", "c: x/buy@4 w/buy@5"], split.TrainValidationSet);
        AssertRows(["a: y/click@1 z/click@2 y/buy@6"], split.ValidationSet);
        AssertRows(["a: y/click@1 z/click@2 y/buy@6", "b: x/buy@3 y/click@9", "c: x/buy@4 w/buy@5"], split.TrainSet);
        CollectionAssert.AreEqual(new[] { "w", "w" }, Labels(split.TestSet));
        CollectionAssert.AreEqual(new[] { "8", "9" }, SequenceViews.Column(split.TestSet, "LabelTimestamp"));
        CollectionAssert.AreEqual(new[] { "3", "1" }, SequenceViews.Column(split.TestSet, "PretrainLength"));
        CollectionAssert.AreEqual(new[] { "z y", "z" }, Negatives(split.TestSet));
        Assert.IsNull(split.ValidationSet.Schema.GetColumnOrNull("Negatives"), "none were asked for");
        Assert.AreEqual((5L, 10, 2, 1, 0, 0), (split.SplitTime, split.EventCount, split.TestCount, split.ValidationCount, split.LeftOutTestCount, split.UnsampledTestCount));
    }

    /// <summary>Who takes away the tests of a leave-one-out split, and gives them back as a list, has the same tests.</summary>
    [TestMethod]
    public void TestsOfALeaveOneOutSplitCanBeGiven()
    {
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 7], Gen.Int[0, 1], Gen.Long[0, 30]).Array[20, 80].Sample(
            rows =>
            {
                // Every item and user occurs at first, so that keys do not depend on what is taken away.
                BehaviorEvent[] log = [.. Enumerable.Range(0, 8).Select(i => E($"u{i % 6}", $"i{i}", "click", -1)), E("u0", "i0", "buy", -1), .. rows.Select(r => E($"u{r.Item1}", $"i{r.Item2}", r.Item3 == 0 ? "click" : "buy", r.Item4))];
                SequenceSplit expected = Ml.Data.LeaveOneOutSplit(Group(log), "buy", RepeatPolicy.AsIs, negativeCount: 1);
                GivenTest[] tests =
                [
                    .. SequenceViews.Column(expected.TestSet, "User").Zip(Labels(expected.TestSet), Negatives(expected.TestSet))
                        .Select(test => new GivenTest(test.First, test.Second, test.Third.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
                ];
                if (tests.Length == 0 || tests.Any(test => test.Negatives.Count == 0))
                    return;
                IDataView past = expected.TrainValidationSet;
                SequenceSplit given = Ml.Data.GivenTestSplit(past, [.. tests.Reverse()], new LeaveOneOutOptions { RepeatPolicy = RepeatPolicy.AsIs });
                AssertSame(expected.TestSet, given.TestSet, "User", "Label", "TargetInHistory", "ColdStart");
                CollectionAssert.AreEqual(Negatives(expected.TestSet), Negatives(given.TestSet));
                AssertSame(expected.TrainValidationSet, given.TrainValidationSet, "User");
                FloorMetrics[] floors = [.. Ml.Recommendation().EvaluateFloors(expected)], again = [.. Ml.Recommendation().EvaluateFloors(given)];
                CollectionAssert.AreEqual(Figures(floors), Figures(again));
            },
            iter: 100);

        static double[] Figures(FloorMetrics[] floors) => [.. floors.SelectMany(floor => (double[])[floor.Metrics.HitRatio(2), floor.Metrics.Ndcg(2), floor.Metrics.Sampled!.Ndcg(2)])];
    }

    [TestMethod]
    public void EarlierEventsOnTheItemOfATestGoWithTheirPair()
    {
        GivenTest[] tests = [new("a", "z", [])];
        SequenceSplit removed = Ml.Data.GivenTestSplit(Group(Log), tests, new LeaveOneOutOptions { NegativeCount = 1 });
        AssertRows(["a: x/click@0 y/click@1 y/buy@6 x/buy@7"], removed.TestSet);
        AssertRows(["a: x/click@0 y/click@1 y/buy@6 x/buy@7", "b: x/buy@3 y/click@9", "c: x/buy@4 w/buy@5"], removed.TrainValidationSet);
        CollectionAssert.AreEqual(new[] { "w" }, Negatives(removed.TestSet), "the only item that the user touches nowhere");
        SequenceSplit asIs = Ml.Data.GivenTestSplit(Group(Log), tests, new LeaveOneOutOptions { NegativeCount = 1, RepeatPolicy = RepeatPolicy.AsIs });
        CollectionAssert.AreEqual(new[] { "True" }, SequenceViews.Column(asIs.TestSet, "TargetInHistory"));
    }

    [TestMethod]
    public void UsersWithoutATestValidateToo()
    {
        SequenceSplit split = Ml.Data.GivenTestSplit(Group([.. Log, E("c", "y", "buy", 10)]), [new("b", "w", [])], new LeaveOneOutOptions { NegativeCount = 0 });
        CollectionAssert.AreEqual(new[] { "a", "c" }, SequenceViews.Column(split.ValidationSet, "User"));
        CollectionAssert.AreEqual(new[] { "b" }, SequenceViews.Column(split.TestSet, "User"));
    }

    [TestMethod]
    public void WhatTheLogDoesNotKnowIsNormal()
    {
        var ml = new MLContext(1);
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
                warnings.Add(e.RawMessage);
        };
        GivenTest[] tests = [new("a", "w", ["z", "new", "y"]), new("nobody", "x", ["y"]), new("b", "new", ["z"])];
        SequenceSplit split = ml.Data.GivenTestSplit(Group(Log), tests);
        CollectionAssert.AreEqual(new[] { "a", "b" }, SequenceViews.Column(split.TestSet, "User"));
        CollectionAssert.AreEqual(new[] { "z y", "z" }, Negatives(split.TestSet));
        Assert.AreEqual((2, 1, 1), (split.TestCount, split.UnknownTestCount, split.LeftOutTestCount));
        CollectionAssert.AreEqual(
            new[] { "1 test events are on unknown items: misses.", "1 given tests are of users that are not in the log: they were left out.", "1 given negatives are no items of the log: they rank below all others." },
            warnings);
        SequenceSplit fewer = ml.Data.GivenTestSplit(Group(Log), tests, new LeaveOneOutOptions { UnknownItems = UnknownItemPolicy.LeaveOut });
        CollectionAssert.AreEqual(new[] { "a" }, SequenceViews.Column(fewer.TestSet, "User"));
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        IDataView sequences = Group(Log);
        Fails("Two tests are of user 'a'; a user has one at most.", [new("a", "x", []), new("a", "y", [])]);
        Fails("Some tests have negatives and some have none, such as those of user 'a', item 'x' and user 'b', item 'y': give them to all or to none.", [new("a", "x", ["w"]), new("b", "y", [])]);
        Fails("None of the 2 tests is of a user of the log; the first one is of user 'p', item 'x'. Users are compared as text.", [new("p", "x", []), new("q", "y", [])]);
        Fails("There is no test.", []);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.GivenTestSplit(sequences, [new("a", "x", [])], new LeaveOneOutOptions { UserColumnName = "Person" }));

        void Fails(string message, GivenTest[] tests) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Ml.Data.GivenTestSplit(sequences, tests)).Message, message);
    }

    [TestMethod]
    public void FilesAreRead()
    {
        using var folder = new Tool.TemporaryFolder();
        string file = folder.Write("tests.csv", "user_id,item_id,negatives\n1,a b,c d\n2,b,c|d e|f\n"), plain = folder.Write("plain.tsv", "item\tuser\na\t1\n");
        CollectionAssert.AreEqual(new[] { "1: a b: c;d", "2: b: c;d e;f" }, Texts(Ml.Data.LoadGivenTests(file)));
        CollectionAssert.AreEqual(new[] { "1: a: " }, Texts(Ml.Data.LoadGivenTests(plain)));
        string without = folder.Write("without.csv", "user,negatives\n1,2\n"), missing = folder.Write("missing.csv", "user,item\n1,2\n,3\n");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadGivenTests(without)).Message, "no item column");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadGivenTests(missing)).Message, $"{missing}, line 3, column 'user': the user is missing.");

        static string[] Texts(IReadOnlyList<GivenTest> tests) => [.. tests.Select(test => $"{test.User}: {test.Item}: {string.Join(';', test.Negatives)}")];
    }

    private static BehaviorEvent E(string user, string item, string behavior, long time) => new() { User = user, Item = item, Behavior = behavior, Timestamp = time };

    private static IDataView Group(BehaviorEvent[] log)
    {
        IDataView events = Ml.Data.LoadFromEnumerable(log);
        return Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }

    private static string[] Labels(IDataView set)
    {
        string[] names = SequenceViews.Names(set.Schema["Label"]);
        return [.. set.GetColumn<uint>("Label").Select(key => names[(int)key - 1])];
    }

    private static string[] Negatives(IDataView set)
    {
        string[] names = SequenceViews.Names(set.Schema["Negatives"]);
        return [.. set.GetColumn<VBuffer<uint>>("Negatives").Select(row => string.Join(' ', row.DenseValues().Select(key => names[(int)key - 1])))];
    }

    private static void AssertRows(string[] expected, IDataView set) => CollectionAssert.AreEqual(expected, SequenceViews.Read(set).Select(row => row.ToString()).ToArray());

    private static void AssertSame(IDataView expected, IDataView actual, params string[] columns)
    {
        AssertRows([.. SequenceViews.Read(expected).Select(row => row.ToString())], actual);
        foreach (string column in columns)
            CollectionAssert.AreEqual(SequenceViews.Column(expected, column), SequenceViews.Column(actual, column), column);
    }
}
