using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>
/// Where a user's pre-training segment H_u ends (section 5.1.1, Definition 1): at a moment common to all users, or after a
/// share of the user's own events.
/// </summary>
/// <param name="Mode">Which of the two.</param>
/// <param name="SplitTime">The moment tau: events at or before it belong to H_u (global mode).</param>
/// <param name="Share">The share (per-user mode).</param>
internal sealed record PretrainBoundary(TimeSplit Mode, long SplitTime, [property: Within(0, 1)] double Share)
{
    public int Length(ReadOnlySpan<long> times)
    {
        if (Mode == TimeSplit.PerUser)
            return (int)(Share * times.Length);
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (times[middle] <= SplitTime)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The boundary of a training set: read off its column of segment lengths, or else drawn by mode and share.</summary>
    public static PretrainBoundary Of(SequenceData data, TimeSplit mode, double share)
    {
        SequenceStore store = data.Store;
        if (data.PretrainLengths is not { } lengths)
            return Drawn(store, mode, share);

        // The newest event of any H_u; a common moment exists when no later segment begins at or before it.
        long newest = long.MinValue;
        for (int user = 0; user < store.UserCount; user++)
        {
            if (lengths[user] > 0)
                newest = Math.Max(newest, store.TimesOf(user)[lengths[user] - 1]);
        }

        for (int user = 0; user < store.UserCount; user++)
        {
            if (lengths[user] < store.Length(user) && store.TimesOf(user)[lengths[user]] <= newest)
                return new(TimeSplit.PerUser, 0, share);
        }

        return new(TimeSplit.Global, newest, share);
    }

    /// <summary>The boundary that mode and share give for these events.</summary>
    public static PretrainBoundary Drawn(SequenceStore store, TimeSplit mode, double share) => Drawn(store.Times, mode, share);

    /// <summary>The boundary that mode and share give for events of these times.</summary>
    public static PretrainBoundary Drawn(ReadOnlySpan<long> times, TimeSplit mode, double share) =>
        new(mode, mode == TimeSplit.PerUser ? 0 : Quantile(times, share), share);

    /// <summary>The largest time at or below which at most the share of all events fall, interpolated as usual and rounded down.</summary>
    private static long Quantile(ReadOnlySpan<long> times, double share)
    {
        if (times.IsEmpty)
            return long.MinValue;
        double place = share * (times.Length - 1);
        int left = (int)place;
        (long at, long behind) = OrderStatistics.Select(times, left);
        return at + (long)Math.Floor((place - left) * (behind - at));
    }
}
