using CsCheck;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

[TestClass]
public sealed class ScoreScanTests
{
    /// <summary>Few distinct values, so that ties and NaN are frequent.</summary>
    private static readonly Gen<float[]> s_scores =
        Gen.OneOf(Gen.Int[0, 6].Select(i => (float)i), Gen.Const(float.NaN), Gen.Const(float.NegativeInfinity)).Array[2, 80];

    private static readonly Gen<(float[] Scores, int Label, int[] Hidden)> s_cases =
        from scores in s_scores
        from label in Gen.Int[0, scores.Length - 1]
        from hidden in Gen.Int[1, scores.Length - 1].Array[0, 20]
        select (scores, label, hidden.Distinct().Order().ToArray());

    [TestMethod]
    public void RankEqualsCountingOneByOne() => s_cases.Sample(t =>
    {
        var (scores, label, hidden) = t;
        int[] rivals = [.. Enumerable.Range(1, scores.Length - 1).Where(item => item != label && !hidden.Contains(item))];
        Rank expected = label == 0
            ? Rank.Unranked(scores.Length - 1 - hidden.Length)
            : new Rank(
                rivals.Count(item => !(scores[item] <= scores[label])), rivals.Count(item => scores[item] == scores[label]), rivals.Length);
        Assert.AreEqual(expected, ScoreScan.Rank<float>(scores, label, hidden));
        Assert.AreEqual(expected, ScoreScan.Rank<double>(Array.ConvertAll(scores, s => (double)s), label, hidden));
        Assert.AreEqual(expected, ScoreScan.RankAmong<float>(scores, label, [0, label, .. rivals]));
    });

    [TestMethod]
    public void AModelOfNaNsNeverWins()
    {
        float[] scores = [0, .. Enumerable.Repeat(float.NaN, 50)];
        Assert.AreEqual(new Rank(49, 0, 49), ScoreScan.Rank<float>(scores, 3, []));
        Assert.AreEqual(new Rank(2, 0, 2), ScoreScan.RankAmong<float>(scores, 3, [4, 5]));
    }

    [TestMethod]
    public void SeenItemsAreDistinctKnownAndSorted()
    {
        var store = new SequenceStore([0, 7, 8], [5, 0, 3, 5, 9, 2, 3, 1], [1, 1, 2, 2, 1, 1, 1, 1], new long[8]);
        var seen = new SeenItems();
        CollectionAssert.AreEqual((int[])[2, 3, 5], seen.Fill(store, 0, null, itemCount: 8).ToArray());
        CollectionAssert.AreEqual((int[])[3, 5], seen.Fill(store, 0, SeenBehaviors.Only(2), itemCount: 8).ToArray());
        CollectionAssert.AreEqual((int[])[1], seen.Fill(store, 1, null, itemCount: 8).ToArray());
    }
}
