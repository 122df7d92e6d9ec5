using System.Numerics;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Values at a place in the order of many, found by counting: nothing is copied or sorted.</summary>
internal static class OrderStatistics
{
    private const int BinBits = 16;

    /// <summary>The values that would stand at an index and behind it if they were sorted; the same one twice at the end.</summary>
    public static (long At, long Behind) Select(ReadOnlySpan<long> values, int index)
    {
        long first = long.MaxValue, last = long.MinValue;
        foreach (long value in values)
            (first, last) = (Math.Min(first, value), Math.Max(last, value));
        ulong range = (ulong)(last - first);
        int left = index;
        int[] counts = new int[1 << BinBits];
        while (range > 0)
        {
            // Of the values from first to first + range, the one wanted has the index left; look for the bin that it is in.
            int shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(range) - BinBits);
            Array.Clear(counts);
            foreach (long value in values)
            {
                ulong place = (ulong)(value - first);
                if (place <= range)
                    counts[place >> shift]++;
            }
            int bin = 0;
            while (left >= counts[bin])
                left -= counts[bin++];
            first += (long)((ulong)bin << shift);
            range = (1UL << shift) - 1;
        }
        if (index + 1 >= values.Length)
            return (first, first);
        (int upTo, long behind) = (0, long.MaxValue);
        foreach (long value in values)
        {
            if (value <= first)
                upTo++;
            else
                behind = Math.Min(behind, value);
        }
        return (first, upTo > index + 1 ? first : behind);
    }
}
