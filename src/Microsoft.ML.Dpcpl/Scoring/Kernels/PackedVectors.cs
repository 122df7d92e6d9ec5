using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Vectors in the order in which <see cref="TileProducts"/> reads them: component by component for some vectors at a time.</summary>
/// <remarks>
/// [vectors / tile, width, tile], filled up with zeros. Components come in the order of the lanes of <see cref="DotProducts"/>: all whose
/// place leaves the remainder 0, then those that leave 1, and so on; last the rest that fills no step.
/// </remarks>
internal static unsafe class PackedVectors
{
    private const int Eight = 8;

    /// <summary>Floats that so many vectors take.</summary>
    public static long Length(int count, int width, int tile) => (long)(count + tile - 1) / tile * tile * width;

    /// <param name="vectors">[count, width].</param>
    /// <param name="count">Vectors.</param>
    /// <param name="width">d.</param>
    /// <param name="interests">Equal parts of each vector, packed one after the other as if they were vectors of their own.</param>
    /// <param name="tile">Vectors that are read at a time.</param>
    /// <param name="packed">Receives <see cref="Length"/> numbers.</param>
    public static void Pack(float* vectors, int count, int width, int interests, int tile, float* packed)
    {
        int part = width / interests;
        for (int interest = 0; interest < interests; interest++, packed += Length(count, part, tile))
            PackPart(vectors + (interest * part), count, part, width, tile, packed);
    }

    private static void PackPart(float* vectors, int count, int width, int stride, int tile, float* packed)
    {
        int steps = width / DotProducts.Lanes;
        for (int first = 0; first < count; first += tile, packed += (long)tile * width)
        {
            int some = Math.Min(tile, count - first);
            if (some < tile)
                new Span<float>(packed, tile * width).Clear();
            int i = 0;
            for (; i <= some - Eight; i += Eight)
                PackEight(vectors + ((long)(first + i) * stride), steps, width, stride, tile, packed + i);
            for (; i < some; i++)
            {
                float* from = vectors + ((long)(first + i) * stride);
                for (int k = 0; k < width; k++)
                    packed[(Place(k, steps) * tile) + i] = from[k];
            }
        }
    }

    /// <summary>Eight vectors, four components at a time: each half of a wide vector turns four of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackEight(float* from, int steps, int width, int stride, int tile, float* to)
    {
        int k = 0;
        for (; k < steps * DotProducts.Lanes; k += 4)
        {
            Vector256<float> a = Halves(from + k, stride), b = Halves(from + stride + k, stride);
            Vector256<float> c = Halves(from + (2 * stride) + k, stride), d = Halves(from + (3 * stride) + k, stride);
            Vector256<float> low = Avx.UnpackLow(a, b), high = Avx.UnpackHigh(a, b), otherLow = Avx.UnpackLow(c, d), otherHigh = Avx.UnpackHigh(c, d);
            float* at = to + (Place(k, steps) * tile);
            Avx.Shuffle(low, otherLow, 0x44).Store(at);
            Avx.Shuffle(low, otherLow, 0xee).Store(at + (steps * tile));
            Avx.Shuffle(high, otherHigh, 0x44).Store(at + (2 * steps * tile));
            Avx.Shuffle(high, otherHigh, 0xee).Store(at + (3 * steps * tile));
        }

        for (; k < width; k++)
        {
            for (int i = 0; i < Eight; i++)
                to[(k * tile) + i] = from[(i * stride) + k];
        }
    }

    /// <summary>Four components of a vector and of the fourth one after it.</summary>
    private static Vector256<float> Halves(float* from, int stride) => Vector256.Create(Vector128.Load(from), Vector128.Load(from + (4 * stride)));

    private static int Place(int k, int steps)
    {
        int lane = k % DotProducts.Lanes, step = k / DotProducts.Lanes;
        return step < steps ? (lane * steps) + step : k;
    }
}
