using CsCheck;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation;

/// <summary>Ranks against sets and counts written down from their definitions.</summary>
[TestClass]
public sealed class LabelRankerTests
{
    private const int Items = 9;
    private const byte Buy = 2;

    /// <summary>Ids up to Items + 1, which no item has, and few scores, so that they tie.</summary>
    private static readonly Gen<(int[] History, int[] Scores, int Label, int[] Candidates)> s_cases = Gen.Select(
        Gen.Int[0, Items + 1].Array[0, 12], Gen.Int[0, 4].Array[Items + 1], Gen.Int[0, Items + 1], Gen.Int[0, Items + 1].Array[0, 6]);

    [TestMethod]
    [DataRow(SeenItemPolicy.Nothing)]
    [DataRow(SeenItemPolicy.TargetBehavior)]
    [DataRow(SeenItemPolicy.AllHistory)]
    public void RanksAreCountsOfCompetitors(SeenItemPolicy policy) => s_cases.Sample(t =>
    {
        (int[] history, int[] scores, int label, int[] candidates) = t;
        byte[] behaviors = [.. history.Select((_, i) => (byte)((i % 2) + 1))];
        var rows = new SequenceData
        {
            Store = new SequenceStore([0, 0, history.Length], history, behaviors, new long[history.Length]),
            Labels = [0, label],
            Candidates = [[], candidates],
            ItemCount = Items,
        };
        var ranker = new LabelRanker(rows, SeenBehaviors.Of(policy, Buy), Items);
        int known = label <= Items ? label : 0;
        int[] touched = [.. history.Where(Known).Distinct()], bought = [.. history.Where((item, i) => Known(item) && behaviors[i] == Buy).Distinct()];
        int[] hidden = policy switch { SeenItemPolicy.Nothing => [], SeenItemPolicy.TargetBehavior => bought, _ => touched };

        Rank Expected(IEnumerable<int> competitors)
        {
            int[] others = [.. competitors];
            return known == 0
                ? Rank.Unranked(others.Length)
                : new Rank(others.Count(item => scores[item] > scores[known]), others.Count(item => scores[item] == scores[known]), others.Length);
        }

        IEnumerable<int> all = Enumerable.Range(1, Items).Where(item => item != known);
        var expected = new LabelRanks(
            hidden.Contains(known) ? Rank.Unranked(Items - hidden.Length) : Expected(all.Except(hidden)), Expected(all.Except(touched)), Expected(candidates.Where(item => Known(item) && item != known)));
        Assert.AreEqual(known, ranker.Label(1));
        CollectionAssert.AreEqual(hidden.Order().ToArray(), ranker.Hidden(1).ToArray());
        Assert.AreEqual(expected, ranker.Rank<float>(1, Array.ConvertAll(scores, s => (float)s)));
        Assert.AreEqual(expected, ranker.Rank<double>(1, Array.ConvertAll(scores, s => (double)s)));
    });

    [TestMethod]
    public void WithoutCandidatesThereIsNoRankAmongThem()
    {
        var rows = new SequenceData { Store = new SequenceStore([0, 1], [1], [Buy], [0]), Labels = [2], ItemCount = Items };
        Assert.IsNull(new LabelRanker(rows, null, Items).Rank<float>(0, new float[Items + 1]).Candidates);
    }

    private static bool Known(int item) => item is > 0 and <= Items;
}
