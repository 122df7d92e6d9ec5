using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

[TestClass]
public sealed class CatalogScorerTests
{
    private const int Items = 300, Width = 7, Rows = 23;
    private readonly float[,] _table = new float[Items + 1, Width];
    private readonly float[,] _users = new float[Rows, Width];
    private readonly float[] _popularity = new float[Items + 1];
    private readonly SequenceData _rows;

    public CatalogScorerTests()
    {
        // Whole numbers: every sum is exact, so ties are real and many.
        var random = new Random(3);
        Fill(_table, random);
        Fill(_users, random);
        for (int i = 1; i <= Items; i++)
            _popularity[i] = random.Next(20);
        int[] offsets = new int[Rows + 1];
        for (int row = 0; row < Rows; row++)
            offsets[row + 1] = offsets[row] + (row < 2 ? 0 : random.Next(1, 30));
        int[] items = [.. Enumerable.Range(0, offsets[^1]).Select(_ => random.Next(0, Items + 1))];
        byte[] behaviors = [.. Enumerable.Range(0, offsets[^1]).Select(_ => (byte)random.Next(0, 3))];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row % 5 == 4 ? 0 : random.Next(1, Items + 1))];
        labels[10] = items[offsets[10]];
        _rows = new SequenceData
        {
            Store = new SequenceStore(offsets, items, behaviors, new long[offsets[^1]]),
            Labels = labels,
            Candidates = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, 20).Select(_ => random.Next(0, Items + 1)).ToArray())],
            ItemCount = Items,
        };
    }

    [TestMethod]
    [DataRow(SeenItemPolicy.Nothing, false)]
    [DataRow(SeenItemPolicy.TargetBehavior, false)]
    [DataRow(SeenItemPolicy.AllHistory, false)]
    [DataRow(SeenItemPolicy.Nothing, true)]
    [DataRow(SeenItemPolicy.TargetBehavior, true)]
    [DataRow(SeenItemPolicy.AllHistory, true)]
    public void EqualsSortingEveryScoreRowByRow(SeenItemPolicy policy, bool plain)
    {
        ScoredRow[] results = plain ? Score(policy, 0) : Score(policy);
        for (int row = 0; row < Rows; row++)
        {
            float[] scores = Naive(row);
            int label = _rows.Labels![row];
            int[] history = _rows.Store.ItemsOf(row).ToArray();
            int[] target = [.. history.Where((_, i) => _rows.Store.BehaviorsOf(row)[i] == 2)];
            int[] hidden = policy == SeenItemPolicy.Nothing ? [] : policy == SeenItemPolicy.AllHistory ? history : target;
            int[] all = [.. Enumerable.Range(1, Items)];

            int[] open = [.. all.Except(hidden)];
            Assert.AreEqual(hidden.Contains(label) ? Rank.Unranked(open.Length) : NaiveRank(scores, label, open), results[row].Ranks.Items);
            Assert.AreEqual(NaiveRank(scores, label, [.. all.Except(history)]), results[row].Ranks.Unseen);
            Assert.AreEqual(NaiveRank(scores, label, [.. _rows.Candidates![row].Where(c => c > 0)]), results[row].Ranks.Candidates);
            int[] top = [.. all.Except(hidden).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(12)];
            CollectionAssert.AreEqual(top, results[row].TopItems);
            CollectionAssert.AreEqual(top.Select(i => scores[i]).ToArray(), results[row].TopScores);
            CollectionAssert.AreEqual(_rows.Candidates[row].Select(c => c == 0 ? float.NaN : scores[c]).ToArray(), results[row].CandidateScores);
        }
    }

    [TestMethod]
    public void TheSizeOfABlockChangesNothing()
    {
        ScoredRow[] one = Score(SeenItemPolicy.AllHistory, 1), five = Score(SeenItemPolicy.AllHistory, 5);
        for (int row = 0; row < Rows; row++)
        {
            Assert.AreEqual(one[row].Ranks, five[row].Ranks);
            CollectionAssert.AreEqual(one[row].TopItems, five[row].TopItems);
        }
    }

    /// <summary>Lifted piece by piece within the pass, or added to all scores before they are looked at: the same items, scores and ranks.</summary>
    [TestMethod]
    [DataRow(SeenItemPolicy.AllHistory)]
    [DataRow(SeenItemPolicy.Nothing)]
    public void LiftedScoresAreThoseOfThePlainForm(SeenItemPolicy policy)
    {
        var random = new Random(11);
        ItemLift[] lifts = [.. Enumerable.Range(0, Rows).Select(_ =>
        {
            int[] items = [.. Enumerable.Range(1, Items).Where(_ => random.Next(3) == 0)];
            return new ItemLift(items, Array.ConvertAll(items, _ => random.NextSingle()));
        })];
        using torch.Tensor users = torch.tensor(_users), table = torch.tensor(_table);
        ScoredRow[] fast = CatalogScorer.Score(users, table, _popularity, _rows, Request(policy), lifts);
        ScoredRow[] plain = CatalogScorer.ScoreByProduct(users, table, _popularity, _rows, Request(policy), lifts);
        ScoredRow[] bare = CatalogScorer.Score(users, table, _popularity, _rows, Request(policy));
        for (int row = 0; row < Rows; row++)
        {
            CollectionAssert.AreEqual(plain[row].TopItems, fast[row].TopItems);
            for (int i = 0; i < plain[row].TopScores.Length; i++)
                Assert.AreEqual(plain[row].TopScores[i], fast[row].TopScores[i], 1e-5);
            Assert.AreEqual(plain[row].Ranks, fast[row].Ranks);
        }

        Assert.IsTrue(Enumerable.Range(0, Rows).Any(row => !bare[row].TopItems.SequenceEqual(fast[row].TopItems)), "the lifts must matter");
    }

    [TestMethod]
    public void AModelThatCollapsedGetsWhatARandomOrderGets()
    {
        using torch.Tensor users = torch.full([Rows, Width], 0.1f), table = torch.full([Items + 1, Width], 0.3f);
        var request = new ScoringRequest { LabelRanks = true, SeenBehaviors = SeenBehaviors.Only() };
        ScoredRow[] results = CatalogScorer.Score(users, table, new float[Items + 1], _rows, request);
        Assert.IsTrue(results.Where((_, row) => _rows.Labels![row] > 0).All(r => r.Ranks.Items.Above == 0 && r.Ranks.Items.Tied == r.Ranks.Items.Ranked));
    }

    [TestMethod]
    public void NoTensorIsLeftBehind()
    {
        using (torch.NewDisposeScope())
        {
            Score(SeenItemPolicy.AllHistory);
            Score(SeenItemPolicy.AllHistory, 1);
            Assert.AreEqual(0, torch.CurrentDisposeScope!.DisposablesCount);
        }
    }

    [TestMethod]
    public void WrongShapesAreRejectedInsteadOfAborting()
    {
        using torch.Tensor users = torch.zeros(Rows, 3), table = torch.zeros(Items + 1, Width);
        Assert.ThrowsExactly<ArgumentException>(() => CatalogScorer.Score(users, table, _popularity, _rows, new ScoringRequest { TopK = 1 }));
    }

    /// <summary>As a user's call does.</summary>
    private ScoredRow[] Score(SeenItemPolicy policy)
    {
        using torch.Tensor users = torch.tensor(_users), table = torch.tensor(_table);
        return CatalogScorer.Score(users, table, _popularity, _rows, Request(policy));
    }

    /// <summary>In the plain form.</summary>
    private ScoredRow[] Score(SeenItemPolicy policy, int rowsPerBlock)
    {
        using torch.Tensor users = torch.tensor(_users), table = torch.tensor(_table);
        return CatalogScorer.ScoreByProduct(users, table, _popularity, _rows, Request(policy), rowsPerBlock: rowsPerBlock);
    }

    private static ScoringRequest Request(SeenItemPolicy policy) => new()
    {
        TopK = 12,
        LabelRanks = true,
        CandidateScores = true,
        SeenBehaviors = SeenBehaviors.Of(policy, targetBehavior: 2),
    };

    private float[] Naive(int row)
    {
        if (!_rows.Store.ItemsOf(row).ToArray().Any(item => item > 0))
            return _popularity;
        var scores = new float[Items + 1];
        for (int item = 0; item <= Items; item++)
        {
            for (int c = 0; c < Width; c++)
                scores[item] += _users[row, c] * _table[item, c];
        }

        return scores;
    }

    private static Rank NaiveRank(float[] scores, int label, int[] items)
    {
        int[] rivals = [.. items.Where(item => item != label)];
        return label == 0
            ? Rank.Unranked(rivals.Length)
            : new Rank(rivals.Count(item => scores[item] > scores[label]), rivals.Count(item => scores[item] == scores[label]), rivals.Length);
    }

    private static void Fill(float[,] values, Random random)
    {
        foreach (ref float value in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref values[0, 0], values.Length))
            value = random.Next(-3, 4);
    }
}
