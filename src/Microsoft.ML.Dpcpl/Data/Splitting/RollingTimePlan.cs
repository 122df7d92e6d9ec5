using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>The moments of a rolling split: validation and test are windows of time, one after the other, and training ends where validation begins.</summary>
/// <param name="ValidationStart">Events from here on are in no training set,</param>
/// <param name="TestStart">from here on not in validation either,</param>
/// <param name="TestEnd">and from here on nowhere.</param>
internal sealed record RollingTimePlan(long ValidationStart, long TestStart, long TestEnd)
{
    /// <summary>The moments of each fold, the earliest first: every window holds a share of all events, and the test of one fold is the validation of the next.</summary>
    /// <exception cref="ArgumentException">There are too few different times.</exception>
    public static RollingTimePlan[] Make(SequenceStore store, int folds, double share)
    {
        ReadOnlySpan<long> times = store.Times;
        var cuts = new long[folds + 2];
        long before = OrderStatistics.Select(times, 0).At;
        for (int i = 0; i <= folds; i++)
        {
            cuts[i] = OrderStatistics.Select(times, times.Length - Math.Max(1, (int)Math.Round((folds + 1 - i) * share * times.Length))).At;
            if (cuts[i] <= before)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The times are too few or too coarse for {folds} folds of {share} of the events each: two windows would begin at once. Take fewer folds or a larger share."),
                    nameof(folds));
            }

            before = cuts[i];
        }

        cuts[^1] = checked(OrderStatistics.Select(times, times.Length - 1).At + 1);
        return [.. Enumerable.Range(0, folds).Select(i => new RollingTimePlan(cuts[i], cuts[i + 1], cuts[i + 2]))];
    }

    /// <summary>Which events are held out: of each user the first event of the target in each window that has something to predict it from.</summary>
    public LeaveOneOutPlan Plan(SequenceStore store, byte target, LeaveOneOutOptions options)
    {
        int users = store.UserCount, unknownTests = 0;
        RepeatPolicy policy = options.RepeatPolicy;
        var (test, validation, pretrainEnd) = (new int[users], new int[users], new int[users]);
        var (trainEnd, trainValidationEnd, seenEnd) = (new int[users], new int[users], new int[users]);
        PretrainBoundary boundary = PretrainBoundary.Drawn(TimesBefore(store, ValidationStart), options.TimeSplit, options.PretrainingShare);
        for (int user = 0; user < users; user++)
        {
            ReadOnlySpan<long> times = store.TimesOf(user);
            (trainEnd[user], trainValidationEnd[user], seenEnd[user]) = (CountBefore(times, ValidationStart), CountBefore(times, TestStart), CountBefore(times, TestEnd));
            pretrainEnd[user] = boundary.Length(times[..trainEnd[user]]);
            test[user] = FirstTarget(user, trainValidationEnd[user], seenEnd[user], removedItem: -1);
            if (test[user] >= 0 && store.ItemsOf(user)[test[user]] == 0)
            {
                unknownTests++;
                test[user] = options.UnknownItems == UnknownItemPolicy.LeaveOut ? -1 : test[user];
            }

            int removed = test[user] >= 0 && policy == RepeatPolicy.TargetPairRemoved ? store.ItemsOf(user)[test[user]] : -1;
            validation[user] = FirstTarget(user, trainEnd[user], trainValidationEnd[user], removed);
            if (validation[user] >= 0 && store.ItemsOf(user)[validation[user]] == 0 && options.UnknownItems == UnknownItemPolicy.LeaveOut)
                validation[user] = -1;
        }

        return new LeaveOneOutPlan(test, validation, pretrainEnd, options.TimeSplit == TimeSplit.Global ? boundary.SplitTime : null, policy, unknownTests)
        {
            Rolling = new LeaveOneOutPlan.Ends(this, trainEnd, trainValidationEnd, seenEnd),
        };

        int FirstTarget(int user, int from, int to, int removedItem)
        {
            ReadOnlySpan<int> items = store.ItemsOf(user);
            ReadOnlySpan<byte> behaviors = store.BehaviorsOf(user);
            for (int at = from; at < to; at++)
            {
                if (behaviors[at] == target && !LeaveOneOutPlan.Same(items[at], removedItem) && LeaveOneOutPlan.HasPast(items, at, removedItem, policy))
                    return at;
            }

            return -1;
        }
    }

    private static long[] TimesBefore(SequenceStore store, long end)
    {
        var times = new GrowingArray<long>();
        foreach (long time in store.Times)
        {
            if (time < end)
                times.Add(time);
        }

        return times.Exact();
    }

    private static int CountBefore(ReadOnlySpan<long> times, long end)
    {
        int count = times.Length;
        while (count > 0 && times[count - 1] >= end)
            count--;
        return count;
    }
}
