using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Dot products of user and item vectors, alone and in tiles.</summary>
/// <remarks>
/// Every form multiplies and adds in the same order, so a pair gets the same bits whichever form computes it: a label can be compared
/// with scores of a tile, equal items tie, and a user's scores do not depend on who else is in the batch. Optimized from the first call
/// on: the first recommendation of a process is not slower than the others.
/// </remarks>
internal static unsafe class DotProducts
{
    /// <summary>Floats that one step takes; a width that is no multiple of it costs a slow rest.</summary>
    private const int Lanes = 8;

    /// <summary>Users and items of a tile: twelve sums fill the registers and keep the multipliers busy.</summary>
    private const int TileUsers = 3, TileItems = 4;

    /// <summary>Floats between what is computed and what is asked for ahead: 8 KiB, found by trying; and floats of a cache line.</summary>
    private const int Ahead = 2048, CacheLine = 16;

    public static bool IsSupported => Vector256.IsHardwareAccelerated && Fma.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float One(float* user, float* item, int width)
    {
        Vector256<float> sum = default;
        int k = 0;
        for (; k <= width - Lanes; k += Lanes)
            sum = Fma.MultiplyAdd(Vector256.Load(user + k), Vector256.Load(item + k), sum);
        return Rest(Sums(sum, default, default, default).ToScalar(), user, item, k, width);
    }

    /// <summary>All users with all items.</summary>
    /// <param name="users">[userCount, width].</param>
    /// <param name="userCount">Users.</param>
    /// <param name="items">[itemCount, width].</param>
    /// <param name="itemCount">Items.</param>
    /// <param name="width">d.</param>
    /// <param name="stride">Numbers from a vector to the next one, of users and items: d, or more where vectors are parts of longer rows.</param>
    /// <param name="scores">[userCount, itemCount].</param>
    public static void All(float* users, int userCount, float* items, int itemCount, int width, int stride, float* scores)
    {
        int user = 0;
        for (; user <= userCount - TileUsers; user += TileUsers)
            Three(users + ((long)user * stride), items, itemCount, width, stride, scores + ((long)user * itemCount));
        for (; user < userCount; user++)
            Single(users + ((long)user * stride), items, itemCount, width, stride, scores + ((long)user * itemCount));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Single(float* user, float* items, int count, int width, int stride, float* scores)
    {
        int i = 0;
        for (; i <= count - (2 * TileItems); i += 2 * TileItems)
        {
            float* first = items + ((long)i * stride);
            Prefetch(first + Ahead, 2 * TileItems * stride);
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
            int k = 0;
            for (; k <= width - Lanes; k += Lanes)
            {
                Vector256<float> u = Vector256.Load(user + k);
                float* v = first + k;
                a0 = Fma.MultiplyAdd(u, Vector256.Load(v), a0);
                a1 = Fma.MultiplyAdd(u, Vector256.Load(v + stride), a1);
                a2 = Fma.MultiplyAdd(u, Vector256.Load(v + (2 * stride)), a2);
                a3 = Fma.MultiplyAdd(u, Vector256.Load(v + (3 * stride)), a3);
                v += TileItems * stride;
                b0 = Fma.MultiplyAdd(u, Vector256.Load(v), b0);
                b1 = Fma.MultiplyAdd(u, Vector256.Load(v + stride), b1);
                b2 = Fma.MultiplyAdd(u, Vector256.Load(v + (2 * stride)), b2);
                b3 = Fma.MultiplyAdd(u, Vector256.Load(v + (3 * stride)), b3);
            }

            Sums(a0, a1, a2, a3).Store(scores + i);
            Sums(b0, b1, b2, b3).Store(scores + i + TileItems);
            if (k < width)
            {
                Rest(scores + i, user, first, k, width, stride);
                Rest(scores + i + TileItems, user, first + (TileItems * stride), k, width, stride);
            }
        }

        for (; i < count; i++)
            scores[i] = One(user, items + ((long)i * stride), width);
    }

    /// <summary>Asks for memory that is read soon: one user's scan waits for nothing else. An address past the table does no harm.</summary>
    private static void Prefetch(float* from, int count)
    {
        for (int i = 0; i < count; i += CacheLine)
            Sse.Prefetch0(from + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(float* users, float* items, int count, int width, int stride, float* scores)
    {
        float* s0 = scores, s1 = s0 + count, s2 = s1 + count;
        float* u0 = users, u1 = u0 + stride, u2 = u1 + stride;
        int i = 0;
        for (; i <= count - TileItems; i += TileItems)
        {
            float* v0 = items + ((long)i * stride), v1 = v0 + stride, v2 = v1 + stride, v3 = v2 + stride;
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
            Vector256<float> c0 = default, c1 = default, c2 = default, c3 = default;
            int k = 0;
            for (; k <= width - Lanes; k += Lanes)
            {
                Vector256<float> a = Vector256.Load(u0 + k), b = Vector256.Load(u1 + k), c = Vector256.Load(u2 + k);
                Vector256<float> v = Vector256.Load(v0 + k);
                a0 = Fma.MultiplyAdd(a, v, a0);
                b0 = Fma.MultiplyAdd(b, v, b0);
                c0 = Fma.MultiplyAdd(c, v, c0);
                v = Vector256.Load(v1 + k);
                a1 = Fma.MultiplyAdd(a, v, a1);
                b1 = Fma.MultiplyAdd(b, v, b1);
                c1 = Fma.MultiplyAdd(c, v, c1);
                v = Vector256.Load(v2 + k);
                a2 = Fma.MultiplyAdd(a, v, a2);
                b2 = Fma.MultiplyAdd(b, v, b2);
                c2 = Fma.MultiplyAdd(c, v, c2);
                v = Vector256.Load(v3 + k);
                a3 = Fma.MultiplyAdd(a, v, a3);
                b3 = Fma.MultiplyAdd(b, v, b3);
                c3 = Fma.MultiplyAdd(c, v, c3);
            }

            Sums(a0, a1, a2, a3).Store(s0 + i);
            Sums(b0, b1, b2, b3).Store(s1 + i);
            Sums(c0, c1, c2, c3).Store(s2 + i);
            if (k < width)
            {
                Rest(s0 + i, u0, v0, k, width, stride);
                Rest(s1 + i, u1, v0, k, width, stride);
                Rest(s2 + i, u2, v0, k, width, stride);
            }
        }

        for (; i < count; i++)
        {
            float* item = items + ((long)i * stride);
            (s0[i], s1[i], s2[i]) = (One(u0, item, width), One(u1, item, width), One(u2, item, width));
        }
    }

    /// <summary>The lanes of each vector added up, pairwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }

    private static void Rest(float* scores, float* user, float* items, int from, int width, int stride)
    {
        for (int i = 0; i < TileItems; i++)
            scores[i] = Rest(scores[i], user, items + ((long)i * stride), from, width);
    }

    private static float Rest(float sum, float* user, float* item, int from, int width)
    {
        for (int k = from; k < width; k++)
            sum = float.FusedMultiplyAdd(user[k], item[k], sum);
        return sum;
    }
}
