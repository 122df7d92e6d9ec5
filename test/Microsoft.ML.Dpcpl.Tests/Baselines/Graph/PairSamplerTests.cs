using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class PairSamplerTests
{
    private const int Items = 7;

    /// <summary>The last user has seen everything there is.</summary>
    private static readonly int[][] s_seen = [[1, 2, 5], [], [7], [3, 4, 6, 7], [1, 2, 3, 4, 5, 6, 7]];

    [TestMethod]
    public void EveryPairIsDealtOutOnceInAnOrderOfTheEpoch()
    {
        PairSampler sampler = Sampler(batchSize: 3, shared: 0);
        string[] Pairs(int epoch) => [.. sampler.Epoch(epoch).SelectMany(batch => batch.Users.Zip(batch.Items, (user, item) => $"{user} {item}"))];
        string[] expected = [.. s_seen.Take(4).SelectMany((items, user) => items.Select(item => $"{user} {item}"))];

        CollectionAssert.AreEquivalent(expected, Pairs(1));
        CollectionAssert.AreEqual(Pairs(1), Pairs(1));
        CollectionAssert.AreNotEqual(Pairs(1), Pairs(2));
        Assert.AreEqual(sampler.BatchCount, sampler.Epoch(1).Count());
        Assert.AreEqual(expected.Length, sampler.Count);
    }

    [TestMethod]
    public void UnseenItemsAreCountedInTheirOrder()
    {
        foreach (int[] seen in s_seen)
        {
            int[] unseen = [.. Enumerable.Range(1, Items).Except(seen)];
            CollectionAssert.AreEqual(unseen, Enumerable.Range(0, unseen.Length).Select(number => PairSampler.Unseen(seen, number)).ToArray());
        }
    }

    [TestMethod]
    public void NegativesOfAPairAreAllThatItsUserHasNotSeen()
    {
        PairSampler sampler = Sampler(batchSize: 100, shared: 0);
        var drawn = new HashSet<(long User, long Item)>();
        for (int epoch = 1; epoch <= 60; epoch++)
        {
            PairBatch batch = sampler.Epoch(epoch).Single();
            Assert.IsNull(batch.Seen);
            drawn.UnionWith(batch.Users.Zip(batch.Negatives));
        }

        (long, long)[] expected = [.. from user in (int[])[0, 2, 3] from item in Enumerable.Range(1, Items).Except(s_seen[user]) select ((long)user, (long)item)];
        CollectionAssert.AreEquivalent(expected, drawn.ToArray());
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(50)]
    public void SharedNegativesSayWhatWasSeen(int shared)
    {
        PairBatch batch = Sampler(batchSize: 100, shared).Epoch(1).Single();
        int count = Math.Min(shared, Items);
        Assert.AreEqual(count, batch.Negatives.Distinct().Count());
        long[] expected =
        [
            .. from row in Enumerable.Range(0, batch.Users.Length)
            from column in Enumerable.Range(0, count)
            where s_seen[batch.Users[row]].Contains((int)batch.Negatives[column])
            select ((long)row * count) + column,
        ];
        CollectionAssert.AreEquivalent(expected, batch.Seen);
    }

    private static PairSampler Sampler(int batchSize, int shared)
    {
        var seen = SparseRows.FromEntries(s_seen.Length, [.. s_seen.SelectMany((row, user) => row.Select(_ => user))], [.. s_seen.SelectMany(row => row)]);
        return new PairSampler(seen, seen, Items, batchSize, shared, seed: 9);
    }
}
