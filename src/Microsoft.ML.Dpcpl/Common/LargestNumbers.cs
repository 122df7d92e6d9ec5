using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>The places of the N largest absolute values of many numbers, found by counting their bits: nothing is sorted. A buffer, for one thread.</summary>
internal sealed class LargestNumbers
{
    // Numbers of which the largest stands for all, where there are many.
    private const int Group = 16;

    // The 31 bits below the sign, whose order is that of the absolute values, in three digits.
    private static readonly (int Shift, int Bits)[] s_digits = [(20, 11), (10, 10), (0, 10)];

    private readonly int[] _counts = new int[1 << 11];
    private int[] _left = [];
    private int[] _few = [];
    private int[] _places = [];

    /// <summary>At most N places, ascending, none of a zero; of equal numbers the first ones. Good until the next call.</summary>
    /// <param name="numbers">None NaN.</param>
    /// <param name="count">N, above 0.</param>
    public ReadOnlySpan<int> Of(ReadOnlySpan<float> numbers, int count)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(numbers);
        // All but zeros, unless some must go.
        (int least, int equal) = bits.Length <= count ? (1, bits.Length) : Least(Few(bits, count), count);
        if (least == 0)
            (least, equal) = (1, count);
        if (_places.Length < Math.Min(count, bits.Length))
            _places = new int[Math.Min(count, bits.Length)];
        return _places.AsSpan(0, Collect(bits, least, equal, _places));
    }

    /// <summary>Numbers that the N largest are among: those no smaller than the N-th largest of the groups' largest, of which there are N at least.</summary>
    private ReadOnlySpan<int> Few(ReadOnlySpan<int> bits, int count)
    {
        ReadOnlySpan<Vector<int>> wide = MemoryMarshal.Cast<int, Vector<int>>(bits);
        if (wide.Length / Group * Vector<int>.Count < 4L * count)
            return bits;
        if (_few.Length < bits.Length)
            _few = new int[bits.Length];
        Span<Vector<int>> largest = MemoryMarshal.Cast<int, Vector<int>>(_few.AsSpan())[..(wide.Length / Group)];
        var mask = new Vector<int>(int.MaxValue);
        for (int i = 0; i < largest.Length; i++)
        {
            Vector<int> most = Vector<int>.Zero;
            foreach (Vector<int> one in wide.Slice(i * Group, Group))
                most = Vector.Max(most, one & mask);
            largest[i] = most;
        }

        (int floor, _) = Least(MemoryMarshal.Cast<Vector<int>, int>(largest), count);
        var limit = new Vector<int>(floor);
        int few = 0;
        for (int vector = 0; vector < wide.Length; vector++)
        {
            if (Vector.GreaterThanOrEqualAny(wide[vector] & mask, limit))
                few = Keep(bits.Slice(vector * Vector<int>.Count, Vector<int>.Count), floor, few);
        }

        return _few.AsSpan(0, Keep(bits[(wide.Length * Vector<int>.Count)..], floor, few));
    }

    private int Keep(ReadOnlySpan<int> bits, int floor, int kept)
    {
        foreach (int one in bits)
        {
            if ((one & int.MaxValue) >= floor)
                _few[kept++] = one;
        }

        return kept;
    }

    /// <summary>The N-th largest, and how many of those equal to it are among the N.</summary>
    private (int Number, int Equal) Least(ReadOnlySpan<int> bits, int count)
    {
        if (_left.Length < bits.Length)
            _left = new int[bits.Length];
        int number = 0;
        ReadOnlySpan<int> left = bits;
        foreach ((int shift, int width) in s_digits)
        {
            Span<int> counts = _counts.AsSpan(0, 1 << width);
            counts.Clear();
            int mask = counts.Length - 1;
            foreach (int one in left)
                counts[(one >> shift) & mask]++;
            int digit = mask;
            while (counts[digit] < count)
                count -= counts[digit--];
            number |= digit << shift;

            // The digits that follow matter to those of this one alone; a place behind the one that is read is never written.
            int kept = 0;
            foreach (int one in left)
            {
                _left[kept] = one;
                kept += ((one >> shift) & mask) == digit ? 1 : 0;
            }

            left = _left.AsSpan(0, kept);
        }

        return (number, count);
    }

    /// <summary>The places of what is larger than the least, and of the first that are equal to it.</summary>
    private static int Collect(ReadOnlySpan<int> bits, int least, int equal, int[] places)
    {
        ReadOnlySpan<Vector<int>> wide = MemoryMarshal.Cast<int, Vector<int>>(bits);
        var (mask, limit) = (new Vector<int>(int.MaxValue), new Vector<int>(least));
        int taken = 0;
        for (int vector = 0; vector < wide.Length; vector++)
        {
            if (Vector.GreaterThanOrEqualAny(wide[vector] & mask, limit))
                Scan(bits, vector * Vector<int>.Count, (vector + 1) * Vector<int>.Count);
        }

        Scan(bits, wide.Length * Vector<int>.Count, bits.Length);
        return taken;

        void Scan(ReadOnlySpan<int> numbers, int from, int to)
        {
            for (int place = from; place < to; place++)
            {
                int size = numbers[place] & int.MaxValue;
                if (size < least || (size == least && equal-- <= 0))
                    continue;
                places[taken++] = place;
            }
        }
    }
}
