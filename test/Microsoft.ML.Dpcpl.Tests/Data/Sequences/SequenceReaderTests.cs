using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class SequenceReaderTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void OwnViewsShareTheirStore()
    {
        IDataView sequences = Grouped(40);
        SequenceData first = SequenceReader.Read(sequences), second = SequenceReader.Read(sequences);
        Assert.AreSame(first.Store, second.Store);
        Assert.AreEqual(3, first.ItemCount);
        CollectionAssert.AreEqual(new[] { "b0", "b1" }, first.BehaviorNames);
        Assert.IsNull(first.Labels);
        Assert.IsNull(first.Candidates);
        Assert.IsNull(first.PretrainLengths);
    }

    [TestMethod]
    public void OtherViewsGiveTheSame()
    {
        IDataView sequences = Grouped(40);
        SequenceData shared = SequenceReader.Read(sequences), copied = SequenceReader.Read(Ml.Data.Cache(sequences));
        Assert.AreNotSame(shared.Store, copied.Store);
        AssertSame(shared.Store, copied.Store);
        CollectionAssert.AreEqual(shared.BehaviorNames, copied.BehaviorNames);
        Assert.AreEqual(shared.ItemCount, copied.ItemCount);
    }

    [TestMethod]
    public void BatchesAndSingleRowsGiveTheSame() => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 9]).Sample(
        (events, batchSize) =>
        {
            IDataView sequences = Grouped(events);
            SequenceStore whole = SequenceReader.Read(sequences).Store;
            var reader = new SequenceRowReader(sequences.Schema, new SequenceColumns());
            using DataViewRowCursor cursor = sequences.GetRowCursor(reader.ColumnsNeeded);
            int user = 0;
            for (SequenceData batch = reader.ReadNext(cursor, batchSize); batch.Store.UserCount > 0; batch = reader.ReadNext(cursor, batchSize))
            {
                for (int row = 0; row < batch.Store.UserCount; row++, user++)
                    AssertSameUser(whole, user, batch.Store, row);
            }
            Assert.AreEqual(whole.UserCount, user);

            using DataViewRowCursor single = sequences.GetRowCursor(reader.ColumnsNeeded);
            for (user = 0; single.MoveNext(); user++)
                AssertSameUser(whole, user, reader.Read(single).Store, 0);
        },
        iter: 30);

    [TestMethod]
    public void ReadsWhatStandsBesideTheSequencesAndSorts()
    {
        Row[] rows =
        [
            new() { Item = ["a", "b"], Behavior = ["x", "x"], Timestamp = [5, 1], PretrainLength = 1, Label = "b", Negatives = ["a", "b"], Gender = "f", Age = 3 },
            new() { Item = ["c"], Behavior = ["y"], Timestamp = [2], PretrainLength = 0, Label = "?", Negatives = ["c", "c"], Gender = "", Age = float.NaN },
        ];
        IDataView raw = Ml.Data.LoadFromEnumerable(rows);
        IDataView keys = Ml.Data.LoadFromEnumerable("abc".Select(c => new Word { Value = $"{c}" }));
        IDataView view = Ml.Transforms.Conversion.MapValueToKey(
            [new("Item"), new("Label"), new("Negatives")], keyData: keys).Append(Ml.Transforms.Conversion.MapValueToKey("Behavior")).Fit(raw).Transform(raw);

        SequenceData data = SequenceReader.Read(view, new SequenceColumns { Attributes = ["Age", "Nothing", "Gender"] });
        CollectionAssert.AreEqual(new[] { 2, 1, 3 }, data.Store.Items.ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 5, 2 }, data.Store.Times.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0 }, data.PretrainLengths);
        CollectionAssert.AreEqual(new[] { 2, 0 }, data.Labels);
        CollectionAssert.AreEqual(new[] { 1, 2 }, data.Candidates![0]);
        CollectionAssert.AreEqual(new[] { 3, 3 }, data.Candidates[1]);
        CollectionAssert.AreEqual(new[] { 3, float.NaN }, data.Attributes[0].Number);
        CollectionAssert.AreEqual(new string?[] { null, null }, data.Attributes[1].Text);
        CollectionAssert.AreEqual(new[] { "f", null }, data.Attributes[2].Text);
    }

    [TestMethod]
    public void UsersAreNumberedInTheOrderOfTheRows()
    {
        UserRow[] rows = [.. "cabca".Select((name, i) => new UserRow { Name = $"{name}", Number = 100 - (i % 3), Item = ["a"], Behavior = ["x"], Timestamp = [i] })];
        rows[3].Name = "";
        IDataView raw = Ml.Data.LoadFromEnumerable(rows);
        IDataView view = Ml.Transforms.Conversion.MapValueToKey([new("Item"), new("Behavior")])
            .Append(Ml.Transforms.Conversion.MapValueToKey("Key", "Name")).Fit(raw).Transform(raw);

        CollectionAssert.AreEqual(new[] { 1, 2, 3, 0, 2 }, Users(view, "Name"));
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 1, 2 }, Users(view, "Number"));
        // Keys keep their values, so that they mean the same in another view.
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 0, 2 }, Users(view, "Key"));
        CollectionAssert.AreEqual(new[] { 3, 0, 2 }, Users(Ml.Data.SkipRows(view, 2), "Key"));
        CollectionAssert.AreEqual(new[] { 1, 0, 2 }, Users(Ml.Data.SkipRows(view, 2), "Name"));
        Assert.IsNull(Users(view, "User"));
        Assert.IsNull(Users(view, "Score"));
        Assert.IsNull(Users(view, null));
    }

    [TestMethod]
    public void AGroupedViewHandsOutItsUsersAndCopiesKeepThem()
    {
        SequenceData grouped = SequenceReader.Read(Grouped(40));
        CollectionAssert.AreEqual(Enumerable.Range(1, 11).ToArray(), grouped.Users);
        Assert.HasCount(grouped.Store.UserCount, grouped.Users!);
        Assert.AreSame(grouped.Users, grouped.With(SequenceStore.Empty).Users);
        Assert.AreEqual(TextDataViewType.Instance, Grouped(40).Schema["User"].Type);
    }

    [TestMethod]
    public void WrongColumnsAreRejected()
    {
        IDataView sequences = Grouped(5);
        AssertRejected(sequences, new() { Item = "Nothing" }, "Could not find item column 'Nothing'");
        AssertRejected(sequences, new() { Item = "User" }, "Schema mismatch for item column 'User': expected vector of keys, got String");
        AssertRejected(sequences, new() { Behavior = "Timestamp" }, "Schema mismatch for behavior column 'Timestamp': expected vector of keys, got Vector<Int64>");
        AssertRejected(sequences, new() { Timestamp = "User" }, "Schema mismatch for timestamp column 'User': expected vector of Int64");
        AssertRejected(sequences, new() { Label = "User" }, "Schema mismatch for label column 'User': expected key of the items");
        AssertRejected(sequences, new() { Candidates = "Behavior" }, "Schema mismatch for candidate column 'Behavior': expected vector of text or integers, or of keys of the items");
        AssertRejected(sequences, new() { PretrainLength = "User" }, "Schema mismatch for pre-training length column 'User': expected Int32");
        AssertRejected(sequences, new() { Attributes = ["Age"], AttributesRequired = true }, "Could not find attribute column 'Age'");
        AssertRejected(sequences, new() { Attributes = ["Item"] }, "Schema mismatch for attribute column 'Item'");
    }

    private static IDataView Grouped(int count)
    {
        IDataView events = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
            new BehaviorEvent { User = $"u{i * 7 % 11}", Item = $"i{i * 5 % 3}", Behavior = $"b{i % 2}", Timestamp = i * 13 % 17 }));
        return Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }

    private static void AssertSame(SequenceStore expected, SequenceStore actual)
    {
        Assert.AreEqual(expected.UserCount, actual.UserCount);
        for (int user = 0; user < expected.UserCount; user++)
            AssertSameUser(expected, user, actual, user);
    }

    private static void AssertSameUser(SequenceStore expected, int user, SequenceStore actual, int row)
    {
        CollectionAssert.AreEqual(expected.ItemsOf(user).ToArray(), actual.ItemsOf(row).ToArray());
        CollectionAssert.AreEqual(expected.BehaviorsOf(user).ToArray(), actual.BehaviorsOf(row).ToArray());
        CollectionAssert.AreEqual(expected.TimesOf(user).ToArray(), actual.TimesOf(row).ToArray());
    }

    private static int[]? Users(IDataView view, string? column) => SequenceReader.Read(view, new SequenceColumns { User = column }).Users;

    private static void AssertRejected(IDataView view, SequenceColumns columns, string text) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SequenceReader.Read(view, columns)).Message, text);

    private sealed class Word
    {
        public string Value { get; set; } = "";
    }

    private sealed class UserRow
    {
        public string Name { get; set; } = "";

        public long Number { get; set; }

        public float Score { get; set; }

        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];
    }

    private sealed class Row
    {
        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        public int PretrainLength { get; set; }

        public string Label { get; set; } = "";

        public string[] Negatives { get; set; } = [];

        public string Gender { get; set; } = "";

        public float Age { get; set; }
    }
}
