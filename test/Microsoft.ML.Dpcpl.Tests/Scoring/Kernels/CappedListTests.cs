using CsCheck;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Kernels;

/// <summary>Lists under caps against reading the whole sorted ranking from the top.</summary>
[TestClass]
public sealed unsafe class CappedListTests
{
    /// <summary>Few distinct scores and groups, so that ties, NaN and full groups are frequent; enough items for a buffer to be cut many times.</summary>
    private static readonly Gen<(float[] Scores, int[] Groups, int[] Most, int Wanted)> s_cases =
        from scores in Gen.OneOf(Gen.Int[0, 50].Select(i => (float)i), Gen.Single[-1, 1], Gen.Const(float.NaN), Gen.Const(float.NegativeInfinity)).Array[2, 1500]
        from groupCount in Gen.Int[0, 12]
        from groups in Gen.Int[0, groupCount].Array[scores.Length]
        from most in Gen.Int[0, 4].Array[groupCount + 1]
        from wanted in Gen.Int[0, 40]
        select (scores, groups, most, wanted);

    [TestMethod]
    public void TheListIsThatOfTheWholeRanking() => s_cases.Sample(t =>
    {
        var list = new CappedList(t.Wanted, t.Groups, t.Most);
        // Drained, a list serves the next row.
        for (int round = 0; round < 2; round++)
        {
            list.Offer(1, t.Scores.AsSpan(1), []);
            AssertGreedy(t.Scores, t.Groups, t.Most, t.Wanted, list);
        }
    });

    [TestMethod]
    public void PiecesAndListsOfOthersGiveTheSame() => Gen.Select(s_cases, Gen.Int[1, 1500]).Sample((t, cut) =>
    {
        cut = Math.Min(cut, t.Scores.Length);
        var first = new CappedList(t.Wanted, t.Groups, t.Most);
        BestItems second = first.Another();
        first.Offer(1, t.Scores.AsSpan(1..cut), []);
        second.Offer(cut, t.Scores.AsSpan(cut), []);
        second.Offer(first);
        AssertGreedy(t.Scores, t.Groups, t.Most, t.Wanted, second);
    });

    /// <summary>One group holds nearly all of the best items, which is where a search in a compressed table has most to leave out.</summary>
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
                int[] groups = [.. scores.Select((score, item) => score > 0.3f ? 1 : item % 6)];
                int[] most = [.. Enumerable.Repeat(cap, 6)];
                if (CompressedItems.Of(kind, t, itemCount, Width) is not { } items)
                    return;
                var row = new RowScan(new CappedList(wanted, groups, most), null, default);
                Assert.IsTrue(CompressedScan.TryScan(items, u, t, itemCount, Width, row));
                AssertGreedy(scores, groups, most, wanted, row.Top!);
            }
        },
        iter: 100);

    private static void AssertGreedy(float[] scores, int[] groups, int[] most, int wanted, BestItems list)
    {
        var taken = new int[most.Length];
        int[] expected =
        [
            .. Enumerable.Range(1, scores.Length - 1).Where(item => !float.IsNaN(scores[item])).OrderByDescending(item => scores[item]).ThenBy(item => item)
                .Where(item => groups[item] == 0 || taken[groups[item]]++ < most[groups[item]]).Take(wanted),
        ];
        int[] items = new int[wanted];
        float[] values = new float[wanted];
        list.Drain(items, values);
        CollectionAssert.AreEqual(expected.Concat(Enumerable.Repeat(0, wanted - expected.Length)).ToArray(), items);
        CollectionAssert.AreEqual(expected.Select(item => scores[item]).Concat(Enumerable.Repeat(float.NaN, wanted - expected.Length)).ToArray(), values);
    }
}
