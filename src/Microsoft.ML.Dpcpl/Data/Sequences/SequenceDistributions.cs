using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl;

/// <summary>How the events of a data set spread over users, items, behaviors and time: what pictures of a log are drawn from.</summary>
/// <seealso cref="SequenceStatistics.Distributions"/>
public sealed class SequenceDistributions
{
    private const int MostPeriods = 120;

    private static readonly TimeSpan[] s_periods = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    /// <param name="data">The events.</param>
    /// <param name="lengths">Events of each user, in ascending order.</param>
    /// <param name="items">[V + 1] events of each item.</param>
    /// <param name="pairs">[B + 1] distinct pairs of user and item under each behavior.</param>
    /// <param name="first">Time of the first event; null where it is no date.</param>
    /// <param name="last">Time of the last event.</param>
    internal SequenceDistributions(SequenceData data, int[] lengths, int[] items, int[] pairs, DateTime? first, DateTime? last)
    {
        EventsPerUser = lengths;
        EventsPerItem = [.. items.Skip(1).Where(events => events > 0).OrderDescending()];
        PairsPerBehavior = [.. data.BehaviorNames.Select((name, i) => KeyValuePair.Create(name, pairs[i + 1]))];
        if (first is not { } from || last is not { } to)
            return;
        long span = (to - from).Ticks;
        long days = (span / MostPeriods / TimeSpan.TicksPerDay) + 1;
        Period = Array.Find(s_periods, period => span / period.Ticks < MostPeriods) is { Ticks: > 0 } fits ? fits : TimeSpan.FromDays(days);
        Activity = Count(data, from, to, Period);
    }

    /// <summary>Number of events of each user, in ascending order.</summary>
    public IReadOnlyList<int> EventsPerUser { get; }

    /// <summary>Number of events of each item that occurs, in descending order.</summary>
    public IReadOnlyList<int> EventsPerItem { get; }

    /// <summary>Number of distinct pairs of user and item under each behavior, in the order of the keys: the stages of a funnel.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> PairsPerBehavior { get; }

    /// <summary>Length of each period of <see cref="Activity"/>: an hour, a day, 7 or 30 days, or more, so that there are at most 121 of them; zero where times are no dates.</summary>
    public TimeSpan Period { get; }

    /// <summary>Number of events in each period between the first and the last event; empty where times are no dates.</summary>
    public IReadOnlyList<ActivityPeriod> Activity { get; } = [];

    private static ActivityPeriod[] Count(SequenceData data, DateTime first, DateTime last, TimeSpan period)
    {
        SequenceStore store = data.Store;
        long start = first.Ticks - (first.Ticks % period.Ticks);
        var counts = new int[(int)((last.Ticks - start) / period.Ticks) + 1][];
        for (int at = 0; at < counts.Length; at++)
            counts[at] = new int[data.BehaviorNames.Length];
        long earliest = long.MaxValue;
        foreach (long time in store.Times)
            earliest = Math.Min(earliest, time);
        double ticks = data.TimeUnit * TimeSpan.TicksPerSecond, before = first.Ticks - start;
        for (int i = 0; i < store.EventCount; i++)
        {
            if (store.Behaviors[i] > 0)
                counts[Math.Min((int)((((store.Times[i] - earliest) * ticks) + before) / period.Ticks), counts.Length - 1)][store.Behaviors[i] - 1]++;
        }
        return [.. counts.Select((events, at) => new ActivityPeriod(new DateTime(start + (at * period.Ticks), DateTimeKind.Utc), events))];
    }
}
