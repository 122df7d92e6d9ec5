using CsCheck;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Kernels;

/// <summary>The pass over the catalog against the plain matrix product, sorted and counted.</summary>
[TestClass]
public sealed unsafe class CatalogScanTests
{
    private static readonly int[] s_widths = [3, 8, 13, 16, 64];

    private static readonly Gen<Case> s_cases =
        from items in Gen.OneOf(Gen.Int[1, 40], Gen.Int[500, 530], Gen.Int[4000, 9000])
        from users in Gen.Int[1, 14]
        from width in Gen.Int[0, 4].Select(i => s_widths[i])
        from topK in Gen.Int[0, 60]
        from seed in Gen.Int
        select new Case(items, users, width, topK, seed);

    /// <summary>Whole numbers make every form exact, ties frequent, and the comparison one of equality.</summary>
    [TestMethod]
    public void EqualsThePlainFormOnWholeNumbers() => s_cases.Sample(
        c =>
        {
            float[] users = c.Users(whole: true), table = c.Table(whole: true);
            CheckAgainst(c, users, table, (user, item) => Enumerable.Range(0, c.Width).Sum(k => (double)users[(user * c.Width) + k] * table[(item * c.Width) + k]));
        },
        iter: 60);

    /// <summary>On other numbers every form rounds in the same way: the scores of a tile have the bits of one product alone.</summary>
    [TestMethod]
    public void RoundsLikeOneProductAlone() => s_cases.Sample(
        c =>
        {
            float[] users = c.Users(whole: false), table = c.Table(whole: false);
            fixed (float* u = users, t = table)
            {
                float* user = u, item = t;
                CheckAgainst(c, users, table, (row, i) => DotProducts.One(user + (row * c.Width), item + (i * c.Width), c.Width));
                for (int i = 0; i <= Math.Min(c.Items, 20); i++)
                {
                    double exact = Enumerable.Range(0, c.Width).Sum(k => (double)users[k] * table[(i * c.Width) + k]);
                    double size = Enumerable.Range(0, c.Width).Sum(k => Math.Abs((double)users[k] * table[(i * c.Width) + k]));
                    Assert.AreEqual(exact, DotProducts.One(user, item + (i * c.Width), c.Width), (1e-6 * size) + 1e-30);
                }
            }
        },
        iter: 60);

    [TestMethod]
    public void NaNIsNeverRecommendedAndCountsAsAbove()
    {
        var c = new Case(2000, 2, 8, 5, 1);
        float[] users = c.Users(whole: true), table = c.Table(whole: true);
        for (int i = 100; i < 2000; i += 3)
            table[i * c.Width] = float.NaN;
        CheckAgainst(c, users, table, (user, item) => Enumerable.Range(0, c.Width).Sum(k => (double)users[(user * c.Width) + k] * table[(item * c.Width) + k]));
    }

    [TestMethod]
    public void RanksOfManyLabelsEqualThePlainForm() => s_cases.Sample(
        c =>
        {
            using Tensor users = tensor(c.Users(whole: true)).view(c.Rows, c.Width), table = tensor(c.Table(whole: true)).view(c.Items + 1, c.Width);
            var random = new Random(c.Seed);
            int[] labels = [.. Enumerable.Range(0, c.Rows).Select(_ => random.Next(0, c.Items + 1))];
            int[][] hidden = [.. labels.Select(_ => c.Hidden(random))];
            CollectionAssert.AreEqual(CatalogRanks.ByProduct(users, table, labels, i => hidden[i]), CatalogRanks.Of(users, table, labels, i => hidden[i]));
        },
        iter: 30);

    /// <summary>A score of vectors with several interests is the largest of their products, to the bit: in the pass, alone and in the plain form.</summary>
    [TestMethod]
    public void OfSeveralInterestsTheLargestCounts() => s_cases.Sample(
        c =>
        {
            const int interests = 3;
            (float[] users, float[] table, float[] wholeUsers, float[] wholeTable) = (
                c.Users(false, interests), c.Table(false, interests), c.Users(true, interests), c.Table(true, interests));
            int width = c.Width * interests;
            fixed (float* u = users, t = table)
            {
                float* user = u, item = t;
                float Largest(int row, int i) => Enumerable.Range(0, interests).Max(k => DotProducts.One(user + (row * width) + (k * c.Width), item + (i * width) + (k * c.Width), c.Width));
                CheckAgainst(c, users, table, (row, i) => Largest(row, i), interests);
                for (int i = 0; i <= Math.Min(c.Items, 20); i++)
                    Assert.AreEqual(Largest(0, i), new ComputedScores(user, item, c.Items, width, interests)[i]);
            }

            using Tensor all = tensor(wholeUsers).view(c.Rows, width), rows = tensor(wholeTable).view(c.Items + 1, width);
            int[] labels = [.. Enumerable.Range(0, c.Rows).Select(row => 1 + (row % c.Items))];
            CollectionAssert.AreEqual(CatalogRanks.ByProduct(all, rows, labels, _ => default, null, interests), CatalogRanks.Of(all, rows, labels, _ => default, null, interests));
            CheckAgainst(c, wholeUsers, wholeTable, (user, item) => Enumerable.Range(0, interests).Max(
                k => Enumerable.Range(k * c.Width, c.Width).Sum(j => (double)wholeUsers[(user * width) + j] * wholeTable[(item * width) + j])), interests);
        },
        iter: 20);

    [TestMethod]
    public void CallsAtTheSameTimeDoNotDisturbEachOther()
    {
        var c = new Case(20_000, 5, 16, 20, 7);
        float[] users = c.Users(whole: false), table = c.Table(whole: false);
        int[][] expected = Run(c, users, table);
        Parallel.For(0, 32, _ =>
        {
            int[][] found = Run(c, users, table);
            for (int row = 0; row < c.Rows; row++)
                CollectionAssert.AreEqual(expected[row], found[row]);
        });
    }

    private static int[][] Run(Case c, float[] users, float[] table)
    {
        RowScan[] rows = [.. Enumerable.Range(0, c.Rows).Select(_ => new RowScan(new TopList(c.TopK), null, default))];
        fixed (float* u = users, t = table)
            CatalogScan.Pass(u, t, c.Items, c.Width, rows);
        return Array.ConvertAll(rows, row =>
        {
            int[] items = new int[c.TopK];
            row.Top!.Drain(items, new float[c.TopK]);
            return items;
        });
    }

    private static void CheckAgainst(Case c, float[] users, float[] table, Func<int, int, double> product, int interests = 1)
    {
        var random = new Random(c.Seed);
        int[][] hidden = [.. Enumerable.Range(0, c.Rows).Select(_ => c.Hidden(random))];
        float[][] scores = [.. Enumerable.Range(0, c.Rows).Select(row => Enumerable.Range(0, c.Items + 1).Select(item => (float)product(row, item)).ToArray())];
        int[] labels = [.. Enumerable.Range(0, c.Rows).Select(_ => random.Next(1, c.Items + 1))];
        // One row is passed over, as rows without a known item are.
        RowScan?[] rows = [.. Enumerable.Range(0, c.Rows).Select(row => row == 3 ? null : new RowScan(new TopList(c.TopK), scores[row][labels[row]], hidden[row]))];
        fixed (float* u = users, t = table)
            CatalogScan.Pass(u, t, c.Items, c.Width * interests, rows, interests);
        for (int row = 0; row < c.Rows; row++)
        {
            if (rows[row] is not { } scan)
                continue;
            Assert.AreEqual(ScoreScan.Count(scores[row].AsSpan(1), scores[row][labels[row]]), scan.All);
            int[] items = new int[c.TopK];
            float[] values = new float[c.TopK];
            (int[] expectedItems, float[] expectedValues) = TopListTests.Sorted(scores[row], hidden[row], c.TopK);
            scan.Top?.Drain(items, values);
            if (c.TopK > 0)
            {
                CollectionAssert.AreEqual(expectedItems, items);
                CollectionAssert.AreEqual(expectedValues, values);
            }
        }
    }

    /// <summary>Sizes of a random table, and what fills it.</summary>
    private sealed record Case(int Items, int Rows, int Width, int TopK, int Seed)
    {
        public float[] Users(bool whole, int interests = 1) => Values(Rows * Width * interests, whole, Seed);

        public float[] Table(bool whole, int interests = 1) => Values((Items + 1) * Width * interests, whole, Seed + 1);

        public int[] Hidden(Random random) =>
            [.. Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(1, Items + 1)).Distinct().Order()];

        private static float[] Values(int count, bool whole, int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, count).Select(_ => whole ? random.Next(-3, 4) : (random.NextSingle() - 0.5f) * 3)];
        }
    }
}
