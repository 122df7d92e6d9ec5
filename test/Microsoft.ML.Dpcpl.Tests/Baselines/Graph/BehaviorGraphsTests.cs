using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class BehaviorGraphsTests
{
    [TestMethod]
    public void EveryBehaviorConnectsWhatItTouchedOnce()
    {
        SequenceData data = SmallShop.Random(40, 12);
        BehaviorGraphs graphs = BehaviorGraphs.Of(data, null, 40, null);
        for (int user = 0; user < 40; user++)
        {
            (int Item, byte Behavior)[] events = [.. data.Store.ItemsOf(user).ToArray().Zip(data.Store.BehaviorsOf(user).ToArray()).Where(e => e.First != 0)];
            int[] Expected(byte behavior) => [.. events.Where(e => behavior == 0 || e.Behavior == behavior).Select(e => e.Item).Distinct().Order()];
            CollectionAssert.AreEqual(Expected(1), graphs[1][user].ToArray());
            CollectionAssert.AreEqual(Expected(2), graphs[2][user].ToArray());
            CollectionAssert.AreEqual(Expected(0), graphs.Union[user].ToArray());
        }
    }

    [TestMethod]
    public void AHeldOutPairIsInNoGraph()
    {
        // Item 3 is clicked and bought by both users, held out of the first one alone.
        SequenceData data = SmallShop.Data(5, [3, 1, 3], [3, 2, 3]);
        BehaviorGraphs graphs = BehaviorGraphs.Of(data, null, 2, [3, 0]);
        CollectionAssert.AreEqual((int[])[1], graphs.Union[0].ToArray());
        CollectionAssert.AreEqual(Array.Empty<int>(), graphs[2][0].ToArray());
        CollectionAssert.AreEqual((int[])[2, 3], graphs.Union[1].ToArray());
    }

    [TestMethod]
    public void PairsAreLeftOutUnderEveryBehavior()
    {
        BehaviorGraphs graphs = BehaviorGraphs.Of(SmallShop.Data(5, [3, 1, 3], [3, 2, 3])), rest = graphs.Without([0, 1, 1], [3, 2, 5]);
        CollectionAssert.AreEqual((int[])[1], rest.Union[0].ToArray());
        CollectionAssert.AreEqual((int[])[1], rest[1][0].ToArray());
        CollectionAssert.AreEqual(Array.Empty<int>(), rest[2][0].ToArray());
        CollectionAssert.AreEqual((int[])[3], rest.Union[1].ToArray());
        CollectionAssert.AreEqual((int[])[3], rest[2][1].ToArray());
        CollectionAssert.AreEqual((int[])[2, 3], graphs.Union[1].ToArray(), "what was given");
    }

    [TestMethod]
    public void RowsOfOneUserAreJoined()
    {
        BehaviorGraphs graphs = BehaviorGraphs.Of(SmallShop.Data(5, [3, 1], [2], [1, 4]), [1, 0, 1], 3, null);
        CollectionAssert.AreEqual((int[])[2], graphs.Union[0].ToArray());
        CollectionAssert.AreEqual((int[])[1, 3, 4], graphs.Union[1].ToArray());
        Assert.AreEqual(0, graphs.Union.Count(2));
    }

    [TestMethod]
    public void SomeUsersAreSelectedInTheirOrder()
    {
        BehaviorGraphs graphs = BehaviorGraphs.Of(SmallShop.Random(10, 9)), some = graphs.Select([7, 2, 7]);
        foreach (int behavior in (int[])[0, 1, 2])
            CollectionAssert.AreEqual(graphs[behavior][2].ToArray(), some[behavior][1].ToArray());
        CollectionAssert.AreEqual(graphs.Union[7].ToArray(), some.Union[2].ToArray());
        Assert.AreEqual(3, some.Users);
    }

    [TestMethod]
    public void APairHasTheDayOfItsLastEventUnderTheBehavior()
    {
        SequenceData data = SmallShop.Random(40, 6);
        int[] users = [.. Enumerable.Range(0, 40).Select(row => row / 2)];
        BehaviorGraphs graphs = BehaviorGraphs.Of(data, users, 20, null), selected = graphs.Select([3]);
        for (int behavior = 1; behavior <= 2; behavior++)
        {
            for (int user = 0; user < 20; user++)
            {
                (int Item, byte Behavior, long Time)[] events = [.. from row in (int[])[2 * user, (2 * user) + 1]
                                                                    from e in Enumerable.Range(0, data.Store.Length(row))
                                                                    select (data.Store.ItemsOf(row)[e], data.Store.BehaviorsOf(row)[e], data.Store.TimesOf(row)[e])];
                float[] expected = [.. graphs[behavior][user].ToArray().Select(item => events.Where(e => e.Item == item && e.Behavior == behavior).Max(e => e.Time) / 86_400f)];
                CollectionAssert.AreEqual(expected, graphs.Days(behavior).ValuesOf(user).ToArray());
            }

            CollectionAssert.AreEqual(graphs.Days(behavior).ValuesOf(3).ToArray(), selected.Days(behavior).ValuesOf(0).ToArray());
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WhatIsWrittenIsRead(bool days)
    {
        BehaviorGraphs graphs = BehaviorGraphs.Of(SmallShop.Random(30, 9), null, 30, null);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            graphs.Write(writer, days);
        stream.Position = 0;
        using var reader = new BoundedReader(stream);
        BehaviorGraphs read = BehaviorGraphs.Read(reader, 30, 9, 2, days);
        reader.RequireEnd();
        CollectionAssert.AreEqual(graphs[2].Columns.ToArray(), read[2].Columns.ToArray());
        CollectionAssert.AreEqual(graphs.Union.Columns.ToArray(), read.Union.Columns.ToArray());
        CollectionAssert.AreEqual(days ? graphs.Days(2).Values.ToArray() : [], read.Days(2).Values.ToArray());
        stream.Position = 0;
        using var again = new BoundedReader(stream);
        Assert.ThrowsExactly<InvalidDataException>(() => BehaviorGraphs.Read(again, 30, 9, 3, days));
    }
}
