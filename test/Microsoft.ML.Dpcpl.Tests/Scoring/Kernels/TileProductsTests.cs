using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Kernels;

/// <summary>Every form of a dot product against the order of multiplying and adding, written down plainly: the bits are the same.</summary>
[TestClass]
public sealed unsafe class TileProductsTests
{
    private static readonly Gen<Case> s_cases =
        from users in Gen.Int[1, 14]
        from items in Gen.Int[1, 70]
        from width in Gen.Int[1, 70]
        from interests in Gen.Int[1, 3]
        from seed in Gen.Int
        select new Case(users, items, width, interests, seed);

    [TestInitialize]
    public void NeedsKernels()
    {
        if (!DotProducts.IsSupported)
            Assert.Inconclusive("The processor has no AVX and FMA.");
    }

    [TestMethod]
    public void TilesOfEightLanesHaveTheBitsOfThePlainForm() => s_cases.Sample(Check<Vector256<float>, EightLanes>, iter: 100);

    [TestMethod]
    public void TilesOfSixteenLanesHaveTheBitsOfThePlainForm()
    {
        if (!Avx512F.IsSupported)
            Assert.Inconclusive("The processor has no AVX-512.");
        s_cases.Sample(Check<Vector512<float>, SixteenLanes>, iter: 100);
    }

    [TestMethod]
    public void OneAndEachHaveTheBitsOfThePlainForm() => s_cases.Sample(
        c =>
        {
            fixed (float* users = c.Users, items = c.Items)
            {
                float* scores = stackalloc float[c.ItemCount];
                for (int interest = 0; interest < c.Interests; interest++)
                {
                    float* user = users + (interest * c.Width);
                    DotProducts.Each(user, items + (interest * c.Width), c.ItemCount, c.Width, c.Stride, scores);
                    for (int item = 0; item < c.ItemCount; item++)
                    {
                        float expected = c.Plain(0, item, interest);
                        Assert.AreEqual(expected, scores[item]);
                        Assert.AreEqual(expected, DotProducts.One(user, items + (item * c.Stride) + (interest * c.Width), c.Width));
                    }
                }
            }
        },
        iter: 100);

    private static void Check<TVector, TLanes>(Case c)
        where TVector : struct
        where TLanes : IFloatLanes<TVector>
    {
        int tile = TileProducts.ItemsOf<TVector, TLanes>(), rowLength = (c.ItemCount + tile - 1) / tile * tile;
        long ofUsers = PackedVectors.Length(c.UserCount, c.Width, TileProducts.TileUsers), ofItems = PackedVectors.Length(c.ItemCount, c.Width, tile);
        using AlignedFloats users = new(ofUsers * c.Interests), items = new(ofItems * c.Interests), scores = new((c.UserCount + TileProducts.TileUsers) * rowLength);
        fixed (float* user = c.Users, item = c.Items)
        {
            PackedVectors.Pack(user, c.UserCount, c.Stride, c.Interests, TileProducts.TileUsers, users.Start);
            PackedVectors.Pack(item, c.ItemCount, c.Stride, c.Interests, tile, items.Start);
        }

        for (int interest = 0; interest < c.Interests; interest++)
        {
            TileProducts.All<TVector, TLanes>(
                users.Start + (interest * ofUsers), c.UserCount, items.Start + (interest * ofItems), c.ItemCount, c.Width, scores.Start, rowLength);
            for (int row = 0; row < c.UserCount; row++)
            {
                for (int i = 0; i < c.ItemCount; i++)
                    Assert.AreEqual(c.Plain(row, i, interest), scores.Start[(row * rowLength) + i], $"user {row}, item {i} of {c}");
            }
        }
    }

    private sealed record Case(int UserCount, int ItemCount, int Width, int Interests, int Seed)
    {
        public int Stride => Width * Interests;

        public float[] Users { get; } = Values(UserCount * Width * Interests, Seed);

        public float[] Items { get; } = Values(ItemCount * Width * Interests, Seed + 1);

        /// <summary>Eight sums, each of every eighth product, added up in pairs; then the products that fill no eight.</summary>
        public float Plain(int user, int item, int interest)
        {
            ReadOnlySpan<float> u = Users.AsSpan((user * Stride) + (interest * Width), Width), v = Items.AsSpan((item * Stride) + (interest * Width), Width);
            float[] sums = new float[8];
            int whole = Width / 8 * 8;
            for (int k = 0; k < whole; k++)
                sums[k % 8] = float.FusedMultiplyAdd(u[k], v[k], sums[k % 8]);
            float sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
            for (int k = whole; k < Width; k++)
                sum = float.FusedMultiplyAdd(u[k], v[k], sum);
            return sum;
        }

        private static float[] Values(int count, int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 3)];
        }
    }
}
