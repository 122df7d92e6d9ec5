using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What became of events on their way to sequences, counted once: the library's messages and the program read it here.</summary>
internal sealed record GroupingReport
{
    /// <summary>Events that are in the sequences.</summary>
    public required long Kept { get; init; }

    /// <summary>Events left out, by reason; reasons without any are not listed.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> LeftOut { get; init; }

    /// <summary>Events in the sequences whose item the transform does not know.</summary>
    public int UnknownItems { get; init; }

    /// <summary>The unit of time of the input and how it is known, in words.</summary>
    public required string TimeUnit { get; init; }

    /// <summary>What is unexpected about the unit, as a sentence; null when nothing is.</summary>
    public string? TimeRemark { get; init; }

    /// <summary>Events in the sequences at times that no date of a log has.</summary>
    public int OddTimes { get; init; }

    /// <summary>The first of these times.</summary>
    public string? FirstOddTime { get; init; }

    /// <summary>No user has two events at different times, so time says nothing about their order.</summary>
    public bool OrderIsUnknown { get; init; }

    /// <summary>What is odd about the table of users, as a sentence; null when nothing is.</summary>
    public string? AttributesRemark { get; init; }

    /// <summary>What may be well and good about the table of users, as a sentence; null when there is nothing to say.</summary>
    public string? AttributesNote { get; init; }

    /// <summary>The reason that an event is left out for by a filter: somebody asked for it.</summary>
    public const string ByFilter = "by the filter of users and items with few events";

    /// <summary>The reason that an event is left out for by a least rating: likewise.</summary>
    public const string ByRating = "with a rating below the least, or none";

    public long LeftOutCount => LeftOut.Sum(reason => reason.Value);

    /// <summary>Something was lost or looks wrong that nobody asked for.</summary>
    public bool IsWarning =>
        LeftOut.Any(reason => reason.Key is not (ByFilter or ByRating)) || UnknownItems > 0 || OddTimes > 0 || OrderIsUnknown || TimeRemark is not null || AttributesRemark is not null;

    /// <summary>All there is to say, in one line; null when there is nothing.</summary>
    public string? Line
    {
        get
        {
            string leftOut = string.Join("; ", LeftOut.Select(reason => Text($"{reason.Value:N0} {reason.Key}")));
            string?[] sentences =
            [
                LeftOut.Count == 0 ? null : Text($"{LeftOutCount:N0} of {LeftOutCount + Kept:N0} events were left out: {leftOut}."),
                UnknownItems == 0 ? null : Text($"{UnknownItems:N0} of {Kept:N0} events are on an item that is not in the vocabulary; they stay, as unknown."),
                TimeRemark,
                OddTimes == 0 ? null : Text($"Times before 1973 or after 2286, kept as they are: {OddTimes:N0}, the first {FirstOddTime}."),
                OrderIsUnknown ? "All events of a user have the same time, so nothing tells their order but that of the rows and the option TieBreak." : null,
                AttributesRemark,
                AttributesNote,
            ];
            string line = string.Join(' ', sentences.Where(sentence => sentence is not null));
            return line.Length == 0 ? null : line;
        }
    }

    /// <summary>Counts the times that are no dates, if most are.</summary>
    /// <param name="times">The times.</param>
    /// <param name="unit">Their unit.</param>
    /// <returns>The number, and the first of them.</returns>
    public static (int Count, string? First) CountOddTimes(ReadOnlySpan<long> times, int unit)
    {
        var fromSeconds = new TimeConversion(TimeUnits.Seconds, 0, unit);
        (long from, long to) = (fromSeconds.Of(TimeSizes.FirstSecond), fromSeconds.Of(TimeSizes.EndSecond));
        (int count, long first) = (0, 0);
        foreach (long time in times)
        {
            if (time >= from && time < to)
                continue;
            first = count == 0 ? time : first;
            count++;
        }
        return count == 0 || count > times.Length / 2 ? (0, null) : (count, Moment(first, unit) ?? first.ToString(CultureInfo.InvariantCulture));
    }

    private static string? Moment(long time, int unit)
    {
        long ticks = new TimeConversion(unit, 0, TimeUnits.Ticks).Of(time);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
