using CsCheck;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Kernels;

/// <summary>Lists under caps of two or three groupings against reading the whole sorted ranking from the top.</summary>
[TestClass]
public sealed unsafe class JointlyCappedListTests
{
    private static readonly Gen<float> s_score = Gen.OneOf(Gen.Int[0, 50].Select(i => (float)i), Gen.Single[-1, 1], Gen.Const(float.NaN), Gen.Const(float.NegativeInfinity));

    /// <summary>Few distinct scores and groups, so that ties, NaN and full groups are frequent; enough items for a buffer to be cut, and to grow.</summary>
    private static readonly Gen<(float[] Scores, (int[] Of, int[] Most)[] Groupings, int Wanted)> s_cases =
        from scores in s_score.Array[2, 1500]
        from groupings in Grouping(scores.Length).Array[2, 3]
        from wanted in Gen.Int[0, 40]
        select (scores, groupings, wanted);

    [TestMethod]
    public void TheListIsThatOfTheWholeRanking() => s_cases.Sample(t =>
    {
        var list = List(t.Wanted, t.Groupings);
        // Drained, a list serves the next row.
        for (int round = 0; round < 2; round++)
        {
            list.Offer(1, t.Scores.AsSpan(1), []);
            AssertGreedy(t.Scores, t.Groupings, t.Wanted, list);
        }
    });

    [TestMethod]
    public void PiecesAndListsOfOthersGiveTheSame() => Gen.Select(s_cases, Gen.Int[1, 1500]).Sample((t, cut) =>
    {
        cut = Math.Min(cut, t.Scores.Length);
        var first = List(t.Wanted, t.Groupings);
        BestItems second = first.Another();
        first.Offer(1, t.Scores.AsSpan(1..cut), []);
        second.Offer(cut, t.Scores.AsSpan(cut), []);
        second.Offer(first);
        AssertGreedy(t.Scores, t.Groupings, t.Wanted, second);
    });

    [TestMethod]
    public void TheOrderOfOffersSaysNothing() => Gen.Select(s_cases, Gen.Int).Sample((t, seed) =>
    {
        var list = List(t.Wanted, t.Groupings);
        int[] order = [.. Enumerable.Range(1, t.Scores.Length - 1)];
        new Random(seed).Shuffle(order);
        foreach (int item in order)
            list.Offer(item, t.Scores[item]);
        AssertGreedy(t.Scores, t.Groupings, t.Wanted, list);
    });

    /// <summary>Item 3 is of the category of 2, and 2 of the brand of 1: without 1 the list holds 2 and leaves 3 out; with it 2 falls, and 3 stays.</summary>
    [TestMethod]
    public void ABetterItemMayFreeAPlace()
    {
        (int[] Of, int[] Most)[] groupings = [([0, 1, 2, 2], [0, 1, 1]), ([0, 2, 2, 1], [0, 1, 1])];
        float[] withoutFirst = [0, float.NaN, 2, 1], all = [0, 3, 2, 1];
        CollectionAssert.AreEqual((int[])[2, 0], Listed(withoutFirst));
        CollectionAssert.AreEqual((int[])[1, 3], Listed(all));

        int[] Listed(float[] scores)
        {
            var list = List(2, groupings);
            list.Offer(1, scores.AsSpan(1), []);
            int[] items = new int[2];
            list.Drain(items, new float[2]);
            return items;
        }
    }

    /// <summary>The best items stand in few groups, which is where a search in a compressed table must not leave out too much.</summary>
    [TestMethod]
    [DataRow(ScoringTable.BFloat16)]
    [DataRow(ScoringTable.Int8)]
    public void CompressedTablesFindWhatThePlainTableHolds(ScoringTable kind) => Gen.Select(Gen.Int[1, 6000], Gen.Int[1, 30], Gen.Int[1, 5], Gen.Int).Sample(
        (itemCount, wanted, cap, seed) =>
        {
            const int Width = 24;
            var random = new Random(seed);
            float[] table = [.. Enumerable.Range(0, (itemCount + 1) * Width).Select(_ => random.NextSingle() - 0.5f)];
            float[] user = [.. Enumerable.Range(0, Width).Select(_ => random.NextSingle() - 0.5f)];
            fixed (float* t = table, u = user)
            {
                float[] scores = new float[itemCount + 1];
                for (int item = 1; item <= itemCount; item++)
                    scores[item] = DotProducts.One(u, t + (item * Width), Width);
                (int[] Of, int[] Most)[] groupings =
                [
                    ([.. scores.Select((score, item) => score > 0.3f ? 1 : item % 6)], [.. Enumerable.Repeat(cap, 6)]),
                    ([.. scores.Select((score, item) => score > 0.2f ? item % 3 : item % 40)], [.. Enumerable.Repeat(2, 40)]),
                ];
                if (CompressedItems.Of(kind, t, itemCount, Width) is not { } items)
                    return;
                var row = new RowScan(List(wanted, groupings), null, default);
                Assert.IsTrue(CompressedScan.TryScan(items, u, t, itemCount, Width, row));
                AssertGreedy(scores, groupings, wanted, row.Top!);
            }
        },
        iter: 100);

    [TestMethod]
    public void KindsAreWhatGroupsHaveInCommon()
    {
        (int[] kinds, int[] most) = ItemKinds.Of([([0, 1, 1, 2, 0, 1], [0, 3, 5]), ([0, 1, 2, 1, 0, 1], [0, 4, 2])]);
        Assert.AreEqual(kinds[1], kinds[5]);
        Assert.HasCount(4, kinds[1..].Distinct().ToArray());
        CollectionAssert.AreEqual((int[])[3, 2, 4, int.MaxValue, 3], kinds[1..].Select(kind => most[kind]).ToArray());
    }

    private static JointlyCappedList List(int wanted, (int[] Of, int[] Most)[] groupings) => new(wanted, groupings, ItemKinds.Of(groupings));

    private static Gen<(int[] Of, int[] Most)> Grouping(int length) =>
        from groupCount in Gen.Int[0, 12]
        from groups in Gen.Int[0, groupCount].Array[length]
        from most in Gen.Int[0, 6].Array[groupCount + 1]
        select (groups, most);

    private static void AssertGreedy(float[] scores, (int[] Of, int[] Most)[] groupings, int wanted, BestItems list)
    {
        var expected = new List<int>();
        foreach (int item in Enumerable.Range(1, scores.Length - 1).Where(item => !float.IsNaN(scores[item])).OrderByDescending(item => scores[item]).ThenBy(item => item))
        {
            if (expected.Count < wanted && groupings.All(grouping => grouping.Of[item] == 0 || expected.Count(taken => grouping.Of[taken] == grouping.Of[item]) < grouping.Most[grouping.Of[item]]))
                expected.Add(item);
        }

        int[] items = new int[wanted];
        float[] values = new float[wanted];
        list.Drain(items, values);
        CollectionAssert.AreEqual(expected.Concat(Enumerable.Repeat(0, wanted - expected.Count)).ToArray(), items);
        CollectionAssert.AreEqual(expected.Select(item => scores[item]).Concat(Enumerable.Repeat(float.NaN, wanted - expected.Count)).ToArray(), values);
    }
}
