using CsCheck;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Kernels;

[TestClass]
public sealed class TopListTests
{
    /// <summary>Few distinct values, so that ties and NaN are frequent; more than the vectors of a step, so that some are passed over.</summary>
    private static readonly Gen<float[]> s_scores =
        Gen.OneOf(Gen.Int[0, 6].Select(i => (float)i), Gen.Const(float.NaN), Gen.Const(float.NegativeInfinity)).Array[2, 300];

    private static readonly Gen<(float[] Scores, int[] Hidden, int Wanted)> s_cases =
        from scores in s_scores
        from hidden in Gen.Int[1, scores.Length - 1].Array[0, 20]
        from wanted in Gen.Int[0, 40]
        select (scores, hidden.Distinct().Order().ToArray(), wanted);

    [TestMethod]
    public void TheBestEqualSorting() => s_cases.Sample(t =>
    {
        (float[] scores, int[] hidden, int wanted) = t;
        var top = new TopList(wanted);
        // Drained, a list serves the next row.
        for (int round = 0; round < 2; round++)
        {
            top.Offer(1, scores.AsSpan(1), hidden);
            AssertBest(scores, hidden, wanted, top);
        }
    });

    [TestMethod]
    public void PiecesAndListsOfOthersGiveTheSame() => Gen.Select(s_cases, Gen.Int[1, 300]).Sample((t, cut) =>
    {
        (float[] scores, int[] hidden, int wanted) = t;
        cut = Math.Min(cut, scores.Length);
        TopList first = new(wanted), second = new(wanted);
        first.Offer(1, scores.AsSpan(1..cut), hidden);
        second.Offer(cut, scores.AsSpan(cut), hidden);
        second.Offer(first);
        AssertBest(scores, hidden, wanted, second);
    });

    private static void AssertBest(float[] scores, int[] hidden, int wanted, TopList top)
    {
        (int[] expected, float[] expectedScores) = Sorted(scores, hidden, wanted);
        int[] items = new int[wanted];
        float[] values = new float[wanted];
        top.Drain(items, values);
        CollectionAssert.AreEqual(expected, items);
        CollectionAssert.AreEqual(expectedScores, values);
        Assert.AreEqual(0, top.Count);
    }

    /// <summary>The same by sorting: best first, of equal scores the smaller id; what is left over has item 0 and NaN.</summary>
    public static (int[] Items, float[] Scores) Sorted(float[] scores, int[] hidden, int wanted)
    {
        int[] best =
        [
            .. Enumerable.Range(1, scores.Length - 1).Except(hidden).Where(item => !float.IsNaN(scores[item]))
                .OrderByDescending(item => scores[item]).ThenBy(item => item).Take(wanted),
        ];
        int left = wanted - best.Length;
        return ([.. best, .. new int[left]], [.. best.Select(item => scores[item]), .. Enumerable.Repeat(float.NaN, left)]);
    }
}
