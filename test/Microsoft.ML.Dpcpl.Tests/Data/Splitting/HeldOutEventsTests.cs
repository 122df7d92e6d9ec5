using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

[TestClass]
public sealed class HeldOutEventsTests
{
    private const byte Click = 1, Buy = 2;

    private static readonly MLContext Ml = new(1);

    /// <summary>With room for all users it is what a split learns from and tests when nothing is held out for validation.</summary>
    [TestMethod]
    [DataRow(RepeatPolicy.AsIs)]
    [DataRow(RepeatPolicy.TargetPairRemoved)]
    public void WithAllUsersItIsASplitsTest(RepeatPolicy policy)
    {
        IDataView events = Ml.Data.GenerateShopLog(new ShopLogOptions { Users = 80 }).Events;
        IDataView sequences = Ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, "buy", policy, negativeCount: 0);
        SequenceData data = SequenceReader.Read(sequences);
        HeldOutEvents held = HeldOutEvents.Of(data, (byte)(1 + Array.IndexOf(data.BehaviorNames, "buy")), policy, TimeSplit.Global, 0.6, int.MaxValue)!;
        AssertSame(SequenceReader.Read(split.TrainValidationSet), held.Train);
        AssertSame(SequenceReader.Read(split.TestSet), held.Validation);
        CollectionAssert.AreEqual(SequenceReader.Read(split.TestSet).Labels, held.Validation.Labels);
        Assert.IsGreaterThan(10, held.Validation.Store.UserCount);
    }

    /// <summary>Users 0 to 9 click i and i + 1 and buy i + 2; of five users every second one is taken, the others keep all.</summary>
    [TestMethod]
    public void SomeUsersAreTakenEvenlyWithWhatTheyAre()
    {
        SequenceData data = Shop(10);
        HeldOutEvents held = HeldOutEvents.Of(data, Buy, RepeatPolicy.TargetPairRemoved, TimeSplit.Global, 0.6, 5)!;
        CollectionAssert.AreEqual((int[])[1, 3, 5, 7, 9], held.Validation.Users);
        CollectionAssert.AreEqual((int[])[3, 5, 7, 9, 11], held.Validation.Labels);
        CollectionAssert.AreEqual((string[])["c0", "c2", "c4", "c6", "c8"], held.Validation.Attributes[0].Text);
        CollectionAssert.AreEqual((float[])[0, 2, 4, 6, 8], held.Validation.Attributes[1].Number);
        CollectionAssert.AreEqual((int[])[2, 2, 2, 2, 2], held.Validation.PretrainLengths);
        for (int user = 0; user < 10; user++)
            CollectionAssert.AreEqual((int[])[user + 1, user + 2, .. user % 2 == 0 ? (int[])[] : [user + 3]], held.Train.Store.ItemsOf(user).ToArray());
        CollectionAssert.AreEqual((int[])[2, 2, 2, 2, 2], Enumerable.Range(0, 5).Select(held.Validation.Store.Length).ToArray());
    }

    /// <summary>What came after a held-out event is in neither part.</summary>
    [TestMethod]
    public void NothingOfWhatCameLaterIsLeft()
    {
        SequenceData data = Data(new SequenceStore([0, 5], [1, 2, 3, 4, 3], [Click, Click, Buy, Click, Click], [0, 1, 7, 8, 9]), [2]);
        HeldOutEvents held = HeldOutEvents.Of(data, Buy, RepeatPolicy.AsIs, TimeSplit.Global, 0.2, 100)!;
        CollectionAssert.AreEqual((int[])[1, 2], held.Train.Store.Items.ToArray());
        CollectionAssert.AreEqual((int[])[1, 2], held.Validation.Store.Items.ToArray());
        CollectionAssert.AreEqual((int[])[3], held.Validation.Labels);
    }

    [TestMethod]
    public void WithoutATargetEventThereIsNothingToHoldOut()
    {
        SequenceData data = Data(new SequenceStore([0, 3], [1, 2, 3], [Click, Click, Click], [0, 1, 2]), [1]);
        Assert.IsNull(HeldOutEvents.Of(data, Buy, RepeatPolicy.AsIs, TimeSplit.Global, 0.6, 100));
    }

    private static SequenceData Shop(int users)
    {
        int[] all = [.. Enumerable.Range(0, users)];
        var store = new SequenceStore(
            [.. Enumerable.Range(0, users + 1).Select(user => 3 * user)],
            [.. all.SelectMany(user => (int[])[user + 1, user + 2, user + 3])],
            [.. all.SelectMany(_ => (byte[])[Click, Click, Buy])],
            [.. all.SelectMany(_ => (long[])[0, 1, 9])]);
        return Data(store, Array.ConvertAll(all, _ => 2), [.. all.Select(user => user + 1)],
            [new UserAttribute("city", [.. all.Select(user => $"c{user}")], null), new UserAttribute("age", null, [.. all.Select(user => (float)user)])]);
    }

    private static SequenceData Data(SequenceStore store, int[] pretrainLengths, int[]? users = null, UserAttribute[]? attributes = null) => new()
    {
        Store = store,
        PretrainLengths = pretrainLengths,
        Users = users,
        Attributes = attributes ?? [],
        BehaviorNames = ["click", "buy"],
        ItemCount = 20,
    };

    private static void AssertSame(SequenceData expected, SequenceData actual)
    {
        Assert.AreEqual(expected.Store.UserCount, actual.Store.UserCount);
        CollectionAssert.AreEqual(expected.PretrainLengths, actual.PretrainLengths);
        for (int user = 0; user < expected.Store.UserCount; user++)
        {
            CollectionAssert.AreEqual(expected.Store.ItemsOf(user).ToArray(), actual.Store.ItemsOf(user).ToArray());
            CollectionAssert.AreEqual(expected.Store.BehaviorsOf(user).ToArray(), actual.Store.BehaviorsOf(user).ToArray());
            CollectionAssert.AreEqual(expected.Store.TimesOf(user).ToArray(), actual.Store.TimesOf(user).ToArray());
        }
    }
}
