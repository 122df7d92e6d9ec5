using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Each item vector as whole numbers from -127 to 127 and a scale; users as 16-bit numbers, so that sums are exact.</summary>
/// <remarks>
/// With v = s (q + e) and u = t (p + f), |e| and |f| at most 1/2, the product u v differs from s t (p q) by at most
/// s (|u|_1 / 2 + t |q|_1 / 2): a bound that is the same for all items but for the scale.
/// </remarks>
internal sealed unsafe class Int8Items : CompressedItems
{
    private const int Steps = sbyte.MaxValue, TileItems = 4;

    /// <summary>Limits that keep all that is computed far from where 32-bit floats end.</summary>
    private const float Smallest = 1e-30f, SmallestOfUser = 1e-6f, Largest = 1e15f;

    /// <summary>Bytes between what is computed and what is asked for ahead, found by trying.</summary>
    private const int Ahead = 4096;

    private readonly int _itemCount, _width, _filled;
    private readonly (sbyte[] Array, nint Start) _values;
    private readonly (float[] Array, nint Start) _scales;

    private Int8Items(int itemCount, int width)
    {
        (_itemCount, _width, _filled) = (itemCount, width, Filled(width));
        // Rounded up to whole tiles: what is computed beyond the last item is never looked at.
        _values = Aligned<sbyte>((long)(itemCount + 1 + TileItems) * _filled);
        _scales = Aligned<float>(itemCount + 1 + TileItems);
    }

    public static Int8Items? Of(float* table, int itemCount, int width)
    {
        var items = new Int8Items(itemCount, width);
        bool finite = true;
        Parallel.For(0, itemCount + 1, (item, state) =>
        {
            if (!items.Fill(item, table + ((long)item * width)))
            {
                finite = false;
                state.Stop();
            }
        });
        return finite ? items : null;
    }

    public override CompressedUser? Prepare(float* user)
    {
        double sum = 0, largest = 0;
        for (int k = 0; k < _width; k++)
            (sum, largest) = (sum + Math.Abs(user[k]), Math.Max(largest, Math.Abs(user[k])));
        if (!double.IsFinite(sum) || largest is < SmallestOfUser or > Largest)
            return null;
        // Sums of products stay within 32 bits.
        int steps = (int)Math.Min(short.MaxValue, int.MaxValue / ((long)Steps * _filled));
        float scale = (float)(largest / steps);
        var values = new short[_filled];
        for (int k = 0; k < _width && scale > 0; k++)
            values[k] = (short)Math.Clamp(Math.Round(user[k] / (double)scale), -steps, steps);
        double error = (0.5 * sum) + (0.5 * scale * Steps * _width) + (Rounding(_width) * 2 * Steps * (sum + (scale * _width)));
        return new CompressedUser(values, scale, (float)(1.001 * error));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Bounds(CompressedUser user, int first, int count, float* lower, float* upper)
    {
        int filled = _filled;
        sbyte* row = (sbyte*)_values.Start + ((long)first * filled);
        float* scales = (float*)_scales.Start + first;
        Vector128<float> userScale = Vector128.Create(user.Scale), error = Vector128.Create(user.Error);
        fixed (short* u = (short[])user.Values)
        {
            for (int i = 0; i < count; i += TileItems, row += TileItems * filled)
            {
                for (int p = 0; p < TileItems * filled; p += 64)
                    Sse.Prefetch0(row + p + Ahead);
                Vector256<int> a = default, b = default, c = default, d = default;
                for (int k = 0; k < filled; k += Vector256<short>.Count)
                {
                    Vector256<short> some = Vector256.Load(u + k);
                    a += Avx2.MultiplyAddAdjacent(some, Avx2.ConvertToVector256Int16(row + k));
                    b += Avx2.MultiplyAddAdjacent(some, Avx2.ConvertToVector256Int16(row + filled + k));
                    c += Avx2.MultiplyAddAdjacent(some, Avx2.ConvertToVector256Int16(row + (2 * filled) + k));
                    d += Avx2.MultiplyAddAdjacent(some, Avx2.ConvertToVector256Int16(row + (3 * filled) + k));
                }

                Vector256<int> halves = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
                Vector128<float> sums = Vector128.ConvertToSingle(halves.GetLower() + halves.GetUpper()) * userScale;
                Vector128<float> scale = Vector128.Load(scales + i);
                ((sums - error) * scale).Store(lower + i);
                ((sums + error) * scale).Store(upper + i);
            }
        }
    }

    private bool Fill(int item, float* from)
    {
        float largest = 0, sum = 0;
        for (int k = 0; k < _width; k++)
            (largest, sum) = (Math.Max(largest, Math.Abs(from[k])), sum + Math.Abs(from[k]));
        if (!float.IsFinite(sum) || largest > Largest)
            return false;
        // A scale near the smallest float would be too coarse a number itself.
        float scale = largest > 0 ? Math.Max(largest / Steps, Smallest) : 0;
        ((float*)_scales.Start)[item] = scale;
        sbyte* to = (sbyte*)_values.Start + ((long)item * _filled);
        for (int k = 0; k < _width && scale > 0; k++)
            to[k] = (sbyte)Math.Clamp(Math.Round(from[k] / (double)scale), -Steps, Steps);
        return true;
    }
}
