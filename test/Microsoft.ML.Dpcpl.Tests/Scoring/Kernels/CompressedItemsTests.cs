using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Kernels;

/// <summary>Searches of a compressed table against those of the table itself: never another result.</summary>
[TestClass]
public sealed unsafe class CompressedItemsTests
{
    private static readonly int[] s_widths = [1, 7, 32, 40, 64];

    /// <summary>Scales of the values, from tiny to large.</summary>
    private static readonly float[] s_sizes = [1e-20f, 0.02f, 1, 1e4f];

    private static readonly Gen<(int Items, int Width, int TopK, float Size, bool Whole, int Seed)> s_cases = Gen.Select(
        Gen.OneOf(Gen.Int[1, 30], Gen.Int[1000, 6000]),
        Gen.Int[0, s_widths.Length - 1].Select(i => s_widths[i]),
        Gen.Int[1, 40],
        Gen.Int[0, s_sizes.Length - 1].Select(i => s_sizes[i]),
        Gen.Bool,
        Gen.Int);

    [TestMethod]
    [DataRow(ScoringTable.BFloat16)]
    [DataRow(ScoringTable.Int8)]
    public void ScoresLieBetweenTheirBounds(ScoringTable kind) => s_cases.Sample(
        c =>
        {
            (float[] table, float[] user) = (Values((c.Items + 1) * c.Width, c.Size, c.Whole, c.Seed), Values(c.Width, c.Size, c.Whole, c.Seed + 1));
            var lower = new float[c.Items + 4];
            var upper = new float[c.Items + 4];
            fixed (float* t = table, u = user, low = lower, high = upper)
            {
                CompressedItems items = CompressedItems.Of(kind, t, c.Items, c.Width)!;
                if (items.Prepare(u) is not { } prepared)
                    return;
                items.Bounds(prepared, 1, c.Items, low, high);
                for (int item = 1; item <= c.Items; item++)
                {
                    float score = DotProducts.One(u, t + (item * c.Width), c.Width);
                    Assert.IsTrue(lower[item - 1] <= score && score <= upper[item - 1], $"{score} is not within {lower[item - 1]}..{upper[item - 1]}");
                }
            }
        },
        iter: 200);

    [TestMethod]
    [DataRow(ScoringTable.BFloat16)]
    [DataRow(ScoringTable.Int8)]
    public void FindsWhatThePlainTableHolds(ScoringTable kind) => s_cases.Sample(
        c =>
        {
            (float[] table, float[] user) = (Values((c.Items + 1) * c.Width, c.Size, c.Whole, c.Seed), Values(c.Width, c.Size, c.Whole, c.Seed + 1));
            var random = new Random(c.Seed);
            int[] hidden = [.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(1, c.Items + 1)).Distinct().Order()];
            int[] near = [.. Enumerable.Range(1, c.Items).Where(_ => random.Next(4) == 0)];
            ItemLift? lift = random.Next(2) == 0 ? null : new(near, Array.ConvertAll(near, _ => c.Size * random.NextSingle()));
            fixed (float* t = table, u = user)
            {
                RowScan plain = new(new TopList(c.TopK), null, hidden, lift), fast = new(new TopList(c.TopK), null, hidden, lift);
                CatalogScan.Pass(u, t, c.Items, c.Width, [plain]);
                if (!CompressedScan.TryScan(CompressedItems.Of(kind, t, c.Items, c.Width)!, u, t, c.Items, c.Width, fast))
                    return;
                (int[] expected, float[] expectedScores) = Drain(plain, c.TopK);
                (int[] found, float[] foundScores) = Drain(fast, c.TopK);
                CollectionAssert.AreEqual(expected, found);
                CollectionAssert.AreEqual(expectedScores, foundScores);
            }
        },
        iter: 200);

    [TestMethod]
    [DataRow(ScoringTable.BFloat16)]
    [DataRow(ScoringTable.Int8)]
    public void TablesAndUsersThatAreNotFiniteAreLeftToThePlainForm(ScoringTable kind)
    {
        float[] table = Values(100 * 8, 1, false, 1), user = Values(8, 1, false, 2);
        fixed (float* t = table, u = user)
        {
            CompressedItems items = CompressedItems.Of(kind, t, 99, 8)!;
            Assert.IsNotNull(items.Prepare(u));
            foreach (float odd in (float[])[float.NaN, float.PositiveInfinity, 1e30f])
            {
                (float kept, u[3]) = (u[3], odd);
                Assert.IsNull(items.Prepare(u));
                (u[3], t[150]) = (kept, odd);
                Assert.IsNull(CompressedItems.Of(kind, t, 99, 8));
                t[150] = 1;
            }
        }
    }

    /// <summary>Through the transformer: the option changes nothing but the way.</summary>
    [TestMethod]
    [DataRow(ScoringTable.BFloat16)]
    [DataRow(ScoringTable.Int8)]
    public void RecommendationsAreThoseOfTheDefault(ScoringTable kind)
    {
        var ml = new MLContext(1);
        IDataView view = ScoringData.View(ml, ScoringData.Rows(12));
        using var transformer = new FakeTransformer(ScoringData.Model(view), new SequenceTransformer.Options { TopK = 7, BatchSize = 1 });
        FakeTransformer compressed = transformer.WithOptions(o => o.ScoringTable = kind);
        float[][] expected = [.. transformer.Transform(view).GetColumn<float[]>("RecommendedScores")];
        float[][] found = [.. compressed.Transform(view).GetColumn<float[]>("RecommendedScores")];
        Assert.HasCount(12, found);
        for (int row = 0; row < expected.Length; row++)
            CollectionAssert.AreEqual(expected[row], found[row]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.WithOptions(o => o.ScoringTable = (ScoringTable)9));
    }

    private static (int[] Items, float[] Scores) Drain(RowScan row, int topK)
    {
        int[] items = new int[topK];
        var scores = new float[topK];
        row.Top!.Drain(items, scores);
        return (items, scores);
    }

    private static float[] Values(int count, float size, bool whole, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => size * (whole ? random.Next(-2, 3) : (random.NextSingle() - 0.5f) * MathF.Exp(random.NextSingle() * 3)))];
    }
}
