using System.Buffers;

namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>
/// The figures about one user's pre-training segment that prompts are generated from (paper, section 4.4: counts and conversion ratios).
/// </summary>
/// <remarks>
/// Layout for B behaviors, pairs (b, b') with b &lt; b' in lexicographic order:
/// log(1 + c_b) [B]; share of b in all events [B]; forward conversion of each pair, the share of b's items that came under b'
/// later [B(B-1)/2]; provenance, the same items as a share of b''s [B(B-1)/2]; log(1 + days since the last event); active days.
/// "Later" goes by the first event of each behavior in the order of the segment. An undefined ratio is NaN.
/// Events with an unknown item (id 0) count as events but not in ratios; those with an unknown behavior count for days only.
/// </remarks>
internal static class UserStatistics
{
    /// <summary>Number of figures for a data set with that many behaviors.</summary>
    public static int Count(int behaviors) => (2 * behaviors) + (behaviors * (behaviors - 1)) + 2;

    /// <param name="items">Item ids of the segment.</param>
    /// <param name="behaviors">Behavior ids, 1..B.</param>
    /// <param name="times">Times, not descending.</param>
    /// <param name="behaviorCount">B.</param>
    /// <param name="referenceTime">The moment that "days since the last event" counts to: the split time.</param>
    /// <param name="timeUnit">Seconds in one unit of <paramref name="times"/>.</param>
    /// <param name="destination">Receives <see cref="Count"/> figures.</param>
    public static void Compute(
        ReadOnlySpan<int> items,
        ReadOnlySpan<byte> behaviors,
        ReadOnlySpan<long> times,
        int behaviorCount,
        long referenceTime,
        double timeUnit,
        Span<float> destination)
    {
        int pairs = behaviorCount * (behaviorCount - 1) / 2;
        destination = destination[..Count(behaviorCount)];
        destination.Clear();
        Span<float> counts = destination[..behaviorCount];
        Span<float> shares = destination.Slice(behaviorCount, behaviorCount);
        Span<float> conversions = destination.Slice(2 * behaviorCount, pairs);
        Span<float> provenances = destination.Slice((2 * behaviorCount) + pairs, pairs);

        Span<int> events = stackalloc int[behaviorCount + 1];
        events.Clear();
        foreach (byte behavior in behaviors)
            events[behavior]++;
        int known = behaviors.Length - events[0];
        for (int b = 0; b < behaviorCount; b++)
        {
            counts[b] = MathF.Log(1 + events[b + 1]);
            shares[b] = known == 0 ? float.NaN : (float)events[b + 1] / known;
        }

        Span<int> itemsUnder = stackalloc int[behaviorCount];
        itemsUnder.Clear();
        CountConversions(items, behaviors, itemsUnder, conversions);
        for (int b = 0, pair = 0; b < behaviorCount; b++)
        {
            for (int later = b + 1; later < behaviorCount; later++, pair++)
            {
                float converted = conversions[pair];
                conversions[pair] = itemsUnder[b] == 0 ? float.NaN : converted / itemsUnder[b];
                provenances[pair] = itemsUnder[later] == 0 ? float.NaN : converted / itemsUnder[later];
            }
        }

        destination[^2] = times.IsEmpty
            ? float.NaN
            : (float)Math.Log(1 + Math.Max(0, (referenceTime - times[^1]) * timeUnit / TimeSpan.SecondsPerDay));
        destination[^1] = ActiveDays(times, timeUnit);
    }

    /// <summary>Counts the items under each behavior, and for each pair those whose first b stands before their first b'.</summary>
    private static void CountConversions(ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, Span<int> itemsUnder, Span<float> converted)
    {
        int[] sortedItems = ArrayPool<int>.Shared.Rent(items.Length);
        int[] positions = ArrayPool<int>.Shared.Rent(items.Length);
        items.CopyTo(sortedItems);
        for (int i = 0; i < items.Length; i++)
            positions[i] = i;
        Array.Sort(sortedItems, positions, 0, items.Length);

        Span<int> first = stackalloc int[itemsUnder.Length];
        for (int start = 0, end; start < items.Length; start = end)
        {
            int item = sortedItems[start];
            first.Fill(int.MaxValue);
            for (end = start; end < items.Length && sortedItems[end] == item; end++)
            {
                int position = positions[end];
                if (behaviors[position] != 0)
                    first[behaviors[position] - 1] = Math.Min(first[behaviors[position] - 1], position);
            }
            if (item == 0)
                continue;
            for (int b = 0, pair = 0; b < first.Length; b++)
            {
                if (first[b] == int.MaxValue)
                {
                    pair += first.Length - 1 - b;
                    continue;
                }
                itemsUnder[b]++;
                for (int later = b + 1; later < first.Length; later++, pair++)
                {
                    if (first[later] != int.MaxValue && first[b] < first[later])
                        converted[pair]++;
                }
            }
        }
        ArrayPool<int>.Shared.Return(sortedItems);
        ArrayPool<int>.Shared.Return(positions);
    }

    private static int ActiveDays(ReadOnlySpan<long> times, double timeUnit)
    {
        long unitsPerDay = (long)Math.Round(TimeSpan.SecondsPerDay / timeUnit);
        int days = 0;
        long previous = long.MinValue;
        foreach (long time in times)
        {
            long day = time >= 0 ? time / unitsPerDay : ((time + 1) / unitsPerDay) - 1;
            if (day != previous)
                days++;
            previous = day;
        }
        return days;
    }
}
