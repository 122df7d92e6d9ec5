using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Dot products of one user's vector with those of items.</summary>
/// <remarks>
/// Every form multiplies and adds in the same order, that of <see cref="TileProducts"/> too, so a pair gets the same bits whichever form
/// computes it: a label can be compared with scores of a tile, equal items tie, and a user's scores do not depend on who else is in the
/// batch. Optimized from the first call on: the first recommendation of a process is not slower than the others.
/// </remarks>
internal static unsafe class DotProducts
{
    /// <summary>Floats that one step takes, on every processor; a width that is no multiple of it costs a slow rest.</summary>
    public const int Lanes = 8;

    /// <summary>Items whose sums are added up at a time.</summary>
    private const int TileItems = 4;

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

    /// <summary>The user with each item: a pass over memory that waits for nothing else.</summary>
    /// <param name="user">[width].</param>
    /// <param name="items">[count, width].</param>
    /// <param name="count">Items.</param>
    /// <param name="width">d.</param>
    /// <param name="stride">Numbers from an item to the next one: d, or more where vectors are parts of longer rows.</param>
    /// <param name="scores">[count].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Each(float* user, float* items, int count, int width, int stride, float* scores)
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

    /// <summary>The lanes of each vector added up, pairwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest(float* scores, float* user, float* items, int from, int width, int stride)
    {
        for (int i = 0; i < TileItems; i++)
            scores[i] = Rest(scores[i], user, items + ((long)i * stride), from, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Rest(float sum, float* user, float* item, int from, int width)
    {
        for (int k = from; k < width; k++)
            sum = float.FusedMultiplyAdd(user[k], item[k], sum);
        return sum;
    }
}
