using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Each number rounded to its upper 16 bits: eight significant ones, so off by one part in 256 at most.</summary>
/// <remarks>With |v - b| at most 2^-8 |v| in each component, u v differs from u b by at most 2^-8 |u| |v|, lengths of the vectors.</remarks>
internal sealed unsafe class BFloat16Items : CompressedItems
{
    private const int TileItems = 4, Pairs = 16;
    private const float Largest = 1e15f;

    /// <summary>Bytes between what is computed and what is asked for ahead, found by trying.</summary>
    private const int Ahead = 4096;

    private readonly int _width, _filled;
    private readonly (ushort[] Array, nint Start) _values;
    private double _longest;

    private BFloat16Items(int itemCount, int width)
    {
        (_width, _filled) = (width, Filled(width));
        // Rounded up to whole tiles: what is computed beyond the last item is never looked at.
        _values = Aligned<ushort>((long)(itemCount + 1 + TileItems) * _filled);
    }

    public static BFloat16Items? Of(float* table, int itemCount, int width)
    {
        var items = new BFloat16Items(itemCount, width);
        var turn = new Lock();
        bool finite = true;
        Parallel.For(
            0,
            itemCount + 1,
            () => 0.0,
            (item, state, longest) =>
            {
                double length = items.Fill(item, table + ((long)item * width));
                if (double.IsNaN(length))
                    state.Stop();
                return Math.Max(longest, length);
            },
            longest =>
            {
                lock (turn)
                    (items._longest, finite) = (Math.Max(items._longest, longest), finite && !double.IsNaN(longest));
            });
        return finite ? items : null;
    }

    public override CompressedUser? Prepare(float* user)
    {
        double squares = 0;
        var values = new float[_filled];
        for (int k = 0; k < _width; k++)
        {
            squares += (double)user[k] * user[k];
            // Two numbers of an item share a word: those of even places come first, then those of odd ones.
            int at = k % Pairs;
            values[k - at + (at / 2) + (at % 2 * Pairs / 2)] = user[k];
        }

        double length = Math.Sqrt(squares);
        if (!(length < Largest))
            return null;
        double error = length * _longest * ((1.0 / 256) + Rounding(_width)) * 1.01;
        // The last term is for products near the smallest float, where rounding knows no relative measure.
        return new CompressedUser(values, 1, (float)(error + (length * _width * 1e-30) + 1e-36));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Bounds(CompressedUser user, int first, int count, float* lower, float* upper)
    {
        int filled = _filled;
        ushort* row = (ushort*)_values.Start + ((long)first * filled);
        Vector128<float> error = Vector128.Create(user.Error);
        fixed (float* u = (float[])user.Values)
        {
            for (int i = 0; i < count; i += TileItems, row += TileItems * filled)
            {
                for (int p = 0; p < TileItems * filled; p += 32)
                    Sse.Prefetch0((byte*)(row + p) + Ahead);
                Vector256<float> a = default, b = default, c = default, d = default;
                for (int k = 0; k < filled; k += Pairs)
                {
                    Vector256<float> even = Vector256.Load(u + k), odd = Vector256.Load(u + k + (Pairs / 2));
                    a = Add(even, odd, row + k, a);
                    b = Add(even, odd, row + filled + k, b);
                    c = Add(even, odd, row + (2 * filled) + k, c);
                    d = Add(even, odd, row + (3 * filled) + k, d);
                }

                Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
                Vector128<float> sums = halves.GetLower() + halves.GetUpper();
                (sums - error).Store(lower + i);
                (sums + error).Store(upper + i);
            }
        }
    }

    private static Vector256<float> Add(Vector256<float> even, Vector256<float> odd, ushort* items, Vector256<float> sum)
    {
        Vector256<uint> words = Vector256.Load((uint*)items);
        sum = Fma.MultiplyAdd(even, (words << 16).AsSingle(), sum);
        return Fma.MultiplyAdd(odd, (words & Vector256.Create(0xffff0000u)).AsSingle(), sum);
    }

    /// <summary>Gives the length of the vector; NaN for one that cannot be held.</summary>
    private double Fill(int item, float* from)
    {
        double squares = 0;
        ushort* to = (ushort*)_values.Start + ((long)item * _filled);
        for (int k = 0; k < _width; k++)
        {
            if (!(Math.Abs(from[k]) < Largest))
                return double.NaN;
            squares += (double)from[k] * from[k];
            uint bits = BitConverter.SingleToUInt32Bits(from[k]);
            to[k] = (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
        }

        return Math.Sqrt(squares);
    }
}
