using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class NeighborCountsTests
{
    private const int Items = SmallLogs.Items;

    private static readonly Gen<SequenceData> s_shops = SmallLogs.Drawn;

    /// <summary>Equals the formula, pair by pair.</summary>
    [TestMethod]
    public void WeightsEqualTheirFormula() => s_shops.Sample(shop =>
    {
        int[] lengths = Lengths(shop);
        ItemNeighbors neighbors = NeighborCounts.Build(shop, lengths, Items);
        double[,] sums = Sums(shop, lengths);
        for (int i = 1; i <= Items; i++)
        {
            for (int j = 1; j <= Items; j++)
            {
                double expected = sums[i, j] / Math.Pow(Math.Max(1, Count(shop, i)), 0.7) / Math.Pow(Math.Max(1, Count(shop, j)), 0.3);
                if (sums[i, j] > 0)
                    expected += 0.1 * Users(shop, i, j) / Math.Sqrt((double)Users(shop, i, i) * Users(shop, j, j));
                Assert.AreEqual(expected, Weight(neighbors, i, j), 1e-5);
            }
        }
    });

    /// <summary>Half of the pairs are computed; the sums are those of all, in the order of time.</summary>
    [TestMethod]
    public void SurroundingsAreTheSumOfAllPairsWithinReach()
    {
        const int Events = 350;
        var random = new Random(4);
        var times = new long[Events];
        for (int e = 1; e < Events; e++)
            times[e] = times[e - 1] + random.Next(90_000);
        var store = new SequenceStore([0, 0, Events], [.. Enumerable.Range(0, Events).Select(_ => 1)], [.. Enumerable.Range(0, Events).Select(_ => (byte)1)], times);

        float[] sums = NeighborCounts.Surroundings(store, [0, 300], 1);

        for (int e = 0; e < 300; e++)
        {
            double expected = 0;
            for (int other = Math.Max(0, e - NeighborCounts.Reach); other < Math.Min(300, e + NeighborCounts.Reach + 1); other++)
                expected += ItemNeighbors.TimeWeight(times[e], times[other], 1);
            Assert.AreEqual((float)expected, sums[e]);
        }
    }

    [TestMethod]
    public void TheHeaviestAreKeptInTheOrderOfTheirIds() => s_shops.Sample(shop =>
    {
        int[] lengths = Lengths(shop);
        ItemNeighbors all = NeighborCounts.Build(shop, lengths, Items), two = NeighborCounts.Build(shop, lengths, 2);
        for (int i = 1; i <= Items; i++)
        {
            int[] kept = [.. Enumerable.Range(1, Items).Where(j => Weight(all, i, j) > 0).OrderByDescending(j => Weight(all, i, j)).ThenBy(j => j).Take(2).Order()];
            CollectionAssert.AreEqual(kept, two.Of(i).ToArray());
        }
    });

    [TestMethod]
    public void EventsBeyondTheLengthsChangeNothing() => s_shops.Sample(shop =>
    {
        int[] lengths = [.. Lengths(shop).Select(length => length / 2)];
        SequenceData other = SmallLogs.ChangedBeyond(shop, lengths);
        ItemNeighbors before = NeighborCounts.Build(shop, lengths, 3), after = NeighborCounts.Build(other, lengths, 3);
        CollectionAssert.AreEqual(before.Rows.Columns.ToArray(), after.Rows.Columns.ToArray());
        CollectionAssert.AreEqual(before.Rows.Values.ToArray(), after.Rows.Values.ToArray());
        CollectionAssert.AreEqual(before.Events, after.Events);
    });

    [TestMethod]
    public void NearnessOfAHistoryIsTheSumOverItsNewestEvents() => s_shops.Sample(shop =>
    {
        var channel = (NeighborChannel)new NeighborChannel(Items).Build(shop, Lengths(shop), 1);
        ItemNeighbors neighbors = channel.Neighbors;
        var scores = new LiftSums(Items);
        for (int user = 0; user < shop.Store.UserCount; user++)
        {
            scores.Clear();
            channel.Lift(new ChannelHistory(shop.Store.ItemsOf(user), shop.Store.TimesOf(user), 3, Items, 1), scores);
            int[] taken = [.. Enumerable.Range(0, shop.Store.Length(user)).Where(e => shop.Store.ItemsOf(user)[e] != 0).TakeLast(3)];
            var above = new List<int>();
            for (int j = 1; j <= Items; j++)
            {
                double expected = taken.Sum(e => Nearness(shop, user, taken[^1], e) * Weight(neighbors, shop.Store.ItemsOf(user)[e], j));
                Assert.AreEqual(expected, scores[j], 1e-5);
                if (expected > 0)
                    above.Add(j);
            }

            CollectionAssert.AreEqual(above, scores.Items());
        }
    });

    private static int[] Lengths(SequenceData shop) => SmallLogs.Lengths(shop);

    private static int Count(SequenceData shop, int item) => shop.Store.Items.Count(item);

    /// <summary>Users with both items.</summary>
    private static int Users(SequenceData shop, int item, int other) => Enumerable.Range(0, shop.Store.UserCount)
        .Count(user => shop.Store.ItemsOf(user).Contains(item) && shop.Store.ItemsOf(user).Contains(other));

    private static double Nearness(SequenceData shop, int user, int e, int other) =>
        1 / (1 + (Math.Abs(shop.Store.TimesOf(user)[e] - shop.Store.TimesOf(user)[other]) / 86_400.0));

    /// <summary>The pairs' sums before they are divided by the items' events.</summary>
    private static double[,] Sums(SequenceData shop, int[] lengths)
    {
        var sums = new double[Items + 1, Items + 1];
        for (int user = 0; user < lengths.Length; user++)
        {
            ReadOnlySpan<int> items = shop.Store.ItemsOf(user);
            for (int e = 0; e < lengths[user]; e++)
            {
                double mass = 0;
                for (int other = 0; other < lengths[user]; other++)
                    mass += Nearness(shop, user, e, other);
                for (int other = 0; other < lengths[user]; other++)
                {
                    if (items[e] != 0 && items[other] != 0 && items[e] != items[other])
                        sums[items[e], items[other]] += Nearness(shop, user, e, other) / Math.Sqrt(mass);
                }
            }
        }

        return sums;
    }

    private static double Weight(ItemNeighbors neighbors, int item, int neighbor) =>
        neighbors.Of(item).IndexOf(neighbor) is >= 0 and var place ? neighbors.WeightsOf(item)[place] : 0;
}
