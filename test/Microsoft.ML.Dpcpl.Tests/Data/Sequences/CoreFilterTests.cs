using CsCheck;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class CoreFilterTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void IterativeFilterIsTheLargestFixedPoint() => Events.Sample(
        (pairs, least) =>
        {
            List<(int User, int Item)> expected = [.. pairs];
            for (int before = -1; before != expected.Count;)
            {
                before = expected.Count;
                expected = [.. expected.Where(p => expected.Count(q => q.User == p.User) >= least && expected.Count(q => q.Item == p.Item) >= least)];
            }
            IDataView view = Ml.Data.FilterByCore(Load(pairs), least);
            AssertEvents(expected, view);
            Assert.AreEqual(expected.Count, view.GetRowCount());
            AssertEvents(expected, Ml.Data.FilterByCore(view, least));
        },
        iter: 200);

    [TestMethod]
    public void OnePassDropsItemsThenUsers() => Events.Sample(
        (pairs, least) =>
        {
            List<(int User, int Item)> items = [.. pairs.Where(p => pairs.Count(q => q.Item == p.Item) >= least)];
            List<(int User, int Item)> users = [.. items.Where(p => items.Count(q => q.User == p.User) >= least)];
            AssertEvents(users, Ml.Data.FilterByCore(Load(pairs), least, iterative: false));
        },
        iter: 200);

    [TestMethod]
    public void MissingNamesAreDroppedAndOtherColumnsStay()
    {
        IDataView view = Ml.Data.FilterByCore(Ml.Data.LoadFromEnumerable(new BehaviorEvent[]
        {
            new() { User = "", Item = "x", Behavior = "click", Timestamp = 1 }, new() { User = "u", Item = "", Behavior = "click", Timestamp = 2 },
            new() { User = "u", Item = "x", Behavior = "buy", Timestamp = 3 },
        }), 1);
        Assert.IsNull(view.GetRowCount());
        CollectionAssert.AreEqual(new[] { "3" }, SequenceViews.Column(view, "Timestamp"));
        CollectionAssert.AreEqual(new[] { "buy" }, SequenceViews.Column(view, "Behavior"));
    }

    [TestMethod]
    public void ItemsThatAreDroppedGetNoKey()
    {
        IDataView events = Ml.Data.FilterByCore(Load([(1, 1), (1, 1), (2, 1), (2, 2), (2, 1)]), 2);
        IDataView sequences = Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        CollectionAssert.AreEqual(new[] { "1" }, SequenceViews.Names(sequences.Schema["Item"]));
    }

    [TestMethod]
    public void BadArguments()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.FilterByCore(Load([]), 0));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.FilterByCore(Load([]), itemColumnName: "Nothing")).Message,
            "Could not find item column 'Nothing'");
    }

    private static Gen<((int User, int Item)[] Pairs, int Least)> Events { get; } = Gen.Select(
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]).Array[0, 50], Gen.Int[1, 6]);

    private static IDataView Load((int User, int Item)[] pairs) => Ml.Data.LoadFromEnumerable(
        pairs.Select((p, i) => new BehaviorEvent { User = $"{p.User}", Item = $"{p.Item}", Behavior = "click", Timestamp = i }));

    private static void AssertEvents(List<(int User, int Item)> expected, IDataView view) => CollectionAssert.AreEqual(
        expected.Select(p => $"{p.User} {p.Item}").ToArray(),
        SequenceViews.Column(view, "User").Zip(SequenceViews.Column(view, "Item"), (u, i) => $"{u} {i}").ToArray());
}
