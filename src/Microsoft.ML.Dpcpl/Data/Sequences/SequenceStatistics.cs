using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>What a data set of sequences looks like: the figures of the paper's Table 2, and how often events repeat or tie.</summary>
/// <seealso cref="DpcplCatalog.SequenceStatistics(DataOperationsCatalog, IDataView, string, string, string)"/>
public sealed class SequenceStatistics
{
    internal SequenceStatistics(SequenceData data)
    {
        SequenceStore store = data.Store;
        (UserCount, EventCount, Report) = (store.UserCount, store.EventCount, store.Report);
        int? unit = TimeUnits.OfLength(data.TimeUnit);
        TimestampUnit = unit switch
        {
            TimeUnits.Seconds => TimestampUnit.Seconds,
            TimeUnits.Milliseconds => TimestampUnit.Milliseconds,
            TimeUnits.Microseconds => TimestampUnit.Microseconds,
            TimeUnits.Nanoseconds => TimestampUnit.Nanoseconds,
            TimeUnits.Ticks => TimestampUnit.Ticks,
            _ => TimestampUnit.Auto,
        };
        TimeUnitText = Report?.TimeUnit ?? (unit is { } known ? TimeUnits.Name(known) : Format($"{data.TimeUnit} s"));
        var perItem = new int[data.ItemCount + 1];
        var (perBehavior, pairsPerBehavior) = (new int[data.BehaviorNames.Length + 1], new int[data.BehaviorNames.Length + 1]);
        var (items, pairs) = (new HashSet<int>(), new HashSet<(int, byte)>());
        int repeatedItems = 0, repeatedEvents = 0, ties = 0;
        var lengths = new int[store.UserCount];
        for (int user = 0; user < store.UserCount; user++)
        {
            lengths[user] = store.Length(user);
            items.Clear();
            pairs.Clear();
            for (int i = store.Start(user); i < store.End(user); i++)
            {
                (int item, byte behavior) = (store.Items[i], store.Behaviors[i]);
                perItem[item]++;
                perBehavior[behavior]++;
                if (i > store.Start(user) && store.Times[i] == store.Times[i - 1])
                    ties++;
                if (item == 0)
                    continue;
                repeatedItems += items.Add(item) ? 0 : 1;
                if (pairs.Add((item, behavior)))
                    pairsPerBehavior[behavior]++;
                else
                    repeatedEvents++;
            }
        }
        UnknownItemEventCount = store.Items.Count(0);
        ItemCount = perItem.Skip(1).Count(events => events > 0);
        EventsPerBehavior = [.. data.BehaviorNames.Select((name, i) => KeyValuePair.Create(name, perBehavior[i + 1]))];
        RepeatedItemShare = Ratio(repeatedItems, EventCount);
        RepeatedEventShare = Ratio(repeatedEvents, EventCount);
        TieShare = Ratio(ties, lengths.Sum(length => Math.Max(0, length - 1L)));
        Density = Ratio(EventCount, (double)UserCount * ItemCount);
        AverageLength = Ratio(EventCount, UserCount);
        Array.Sort(lengths);
        MaximumLength = lengths.Length == 0 ? 0 : lengths[^1];
        MedianLength = lengths.Length == 0 ? 0 : (lengths[(lengths.Length - 1) / 2] + lengths[lengths.Length / 2]) / 2.0;
        if (EventCount > 0)
        {
            (long first, long last) = (long.MaxValue, long.MinValue);
            foreach (long time in store.Times)
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
            (FirstEvent, LastEvent) = (Moment(first, data.TimeUnit), Moment(last, data.TimeUnit));
        }
        Distributions = new SequenceDistributions(data, lengths, perItem, pairsPerBehavior, FirstEvent, LastEvent);
    }

    /// <summary>Number of users.</summary>
    public int UserCount { get; }

    /// <summary>Number of items that occur, unknown ones aside.</summary>
    public int ItemCount { get; }

    /// <summary>Number of events.</summary>
    public int EventCount { get; }

    /// <summary>Number of events on items that the keys do not know: those that came after the transform was fitted.</summary>
    public int UnknownItemEventCount { get; }

    /// <summary>Number of events of each behavior, in the order of the keys.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> EventsPerBehavior { get; }

    /// <summary>Events divided by users times items; NaN without any.</summary>
    public double Density { get; }

    /// <summary>Mean number of events per user.</summary>
    public double AverageLength { get; }

    /// <summary>Median number of events per user.</summary>
    public double MedianLength { get; }

    /// <summary>Largest number of events of a user.</summary>
    public int MaximumLength { get; }

    /// <summary>Share of the events whose user had an event on the same item before, 0 to 1.</summary>
    public double RepeatedItemShare { get; }

    /// <summary>Share of the events whose user had an event on the same item under the same behavior before, 0 to 1.</summary>
    public double RepeatedEventShare { get; }

    /// <summary>Share of the events after a user's first that happened at the same time as the one before, 0 to 1: their order is a guess.</summary>
    public double TieShare { get; }

    /// <summary>When the first event happened, in UTC, if numbers in the time column count from 1970; null without events or out of range.</summary>
    public DateTime? FirstEvent { get; }

    /// <summary>When the last event happened; see <see cref="FirstEvent"/>.</summary>
    public DateTime? LastEvent { get; }

    /// <summary>How the events spread over users, items, behaviors and time.</summary>
    public SequenceDistributions Distributions { get; }

    /// <summary>The unit of the times in the sequences; <see cref="TimestampUnit.Auto"/> when it is none of the known ones.</summary>
    public TimestampUnit TimestampUnit { get; }

    /// <summary>
    /// Number of events that were left out while the events were grouped, by reason; empty when there were none, or for sequences that
    /// <c>BehaviorSequences</c> did not group, such as the sets of a split.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, long>> LeftOut => Report?.LeftOut ?? [];

    /// <summary>What became of the events; null for sequences that were not grouped.</summary>
    internal GroupingReport? Report { get; }

    /// <summary>The unit of the events' times and how it is known.</summary>
    internal string TimeUnitText { get; }

    /// <summary>The figures as a table of two columns.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-24}{value,14}").Append('\n');
        Line("users", Format($"{UserCount:N0}"));
        Line("items", Format($"{ItemCount:N0}"));
        Line("events", Format($"{EventCount:N0}"));
        foreach ((string behavior, int count) in EventsPerBehavior)
            Line("  " + behavior, Format($"{count:N0}"));
        if (UnknownItemEventCount > 0)
            Line("  on unknown items", Format($"{UnknownItemEventCount:N0}"));
        Line("density", Format($"{Density:0.00e+0}"));
        Line("average length", Format($"{AverageLength:0.00}"));
        Line("median length", Format($"{MedianLength:0.#}"));
        Line("maximum length", Format($"{MaximumLength:N0}"));
        Line("repeated items", Format($"{RepeatedItemShare:0.0%}"));
        Line("repeated events", Format($"{RepeatedEventShare:0.0%}"));
        Line("ties in time", Format($"{TieShare:0.0%}"));
        Line("left out", Format($"{LeftOut.Sum(reason => reason.Value):N0}"));
        Line("time unit", " " + TimeUnitText);
        Line("first event", Format($"{FirstEvent:yyyy-MM-dd}"));
        Line("last event", Format($"{LastEvent:yyyy-MM-dd}"));
        return text.ToString();
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;

    private static DateTime? Moment(long time, double unit)
    {
        // Ticks count from the year 1, numbers from 1970.
        double ticks = TimeUnits.OfLength(unit) == TimeUnits.Ticks ? time : DateTime.UnixEpoch.Ticks + (time * unit * TimeSpan.TicksPerSecond);
        return ticks >= 0 && ticks < DateTime.MaxValue.Ticks ? new DateTime((long)ticks, DateTimeKind.Utc) : null;
    }
}
