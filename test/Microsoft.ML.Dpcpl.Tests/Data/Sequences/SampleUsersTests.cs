using CsCheck;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class SampleUsersTests
{
    private static readonly MLContext Ml = new(1);

    /// <summary>So many users with all their events, in the order of the log, and the same ones again.</summary>
    [TestMethod]
    public void UsersStayWhole() => Gen.Select(Gen.Int[1, 9].Array[1, 60], Gen.Int[1, 12], Gen.Int[1, 3]).Sample((users, count, seed) =>
    {
        IDataView sample = Ml.Data.SampleUsers(Load(users), count, seed);
        List<string> kept = SequenceViews.Column(sample, "User"), times = SequenceViews.Column(sample, "Timestamp");
        HashSet<string> chosen = [.. kept];
        Assert.HasCount(Math.Min(count, users.Distinct().Count()), chosen);
        CollectionAssert.AreEqual(users.Select((user, time) => (user, time)).Where(e => chosen.Contains($"{e.user}")).Select(e => $"{e.time}").ToArray(), times);
        Assert.AreEqual(kept.Count, sample.GetRowCount());
        CollectionAssert.AreEqual(kept, SequenceViews.Column(Ml.Data.SampleUsers(Load(users), count, seed), "User"));
    });

    [TestMethod]
    public void EveryUserHasTheSameChance()
    {
        int[] users = [.. Enumerable.Range(1, 8).Concat(Enumerable.Range(1, 4))];
        var times = new Dictionary<string, int>();
        for (int seed = 0; seed < 800; seed++)
        {
            foreach (string user in SequenceViews.Column(Ml.Data.SampleUsers(Load(users), 2, seed), "User").Distinct())
                times[user] = times.GetValueOrDefault(user) + 1;
        }

        // 200 of 800 draws expected, standard deviation 12.
        Assert.IsTrue(times.Count == 8 && times.Values.All(count => count is > 140 and < 260), string.Join(' ', times));
    }

    /// <summary>A file's log is read by several cores, which number users as they meet them.</summary>
    [TestMethod]
    public void AFileGivesTheUsersThatAnyViewGives()
    {
        using var folder = new Tool.TemporaryFolder();
        int[] users = [.. Enumerable.Range(0, 3000).Select(i => i * 7919 % 501)];
        string path = folder.File("e.csv");
        File.WriteAllLines(path, ["user,item,behavior,timestamp", .. users.Select((user, time) => $"{user},i{time % 5},click,{time}")]);
        IDataView sample = Ml.Data.SampleUsers(Ml.Data.LoadBehaviorEvents(path), 40);
        CollectionAssert.AreEqual(SequenceViews.Column(Ml.Data.SampleUsers(Load(users), 40), "User"), SequenceViews.Column(sample, "User"));
        IDataView sequences = Ml.Transforms.BehaviorSequences().Fit(sample).Transform(sample);
        CollectionAssert.AreEquivalent(SequenceViews.Column(sample, "User").Distinct().ToArray(), SequenceViews.Column(sequences, "User"));
    }

    [TestMethod]
    public void BadArguments()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.SampleUsers(Load([1]), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.SampleUsers(Load([1]), 1, userColumnName: "Nobody"));
    }

    private static IDataView Load(int[] users) => Ml.Data.LoadFromEnumerable(
        users.Select((user, time) => new BehaviorEvent { User = $"{user}", Item = $"i{time % 5}", Behavior = "click", Timestamp = time }));
}
