using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>What a service may want to watch of its recommendations. Safe for concurrent calls.</summary>
internal static class ScoringMetrics
{
    private const string Mode = "dpcpl.scoring.mode";

    /// <summary>A row that was asked for by itself, as prediction engines do.</summary>
    public static readonly KeyValuePair<string, object?> Single = new(Mode, "single");

    /// <summary>Rows that a cursor read ahead.</summary>
    public static readonly KeyValuePair<string, object?> Batch = new(Mode, "batch");

    private static readonly Counter<long> s_rows = LibraryMeter.Instance.CreateCounter<long>(
        "dpcpl.scoring.rows", "{row}", "Histories scored.");

    private static readonly Histogram<double> s_duration = LibraryMeter.Instance.CreateHistogram(
        "dpcpl.scoring.duration", "s", "Time that a row or a batch of rows took, from its history to its best items.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    private static readonly Counter<long> s_unknownItems = LibraryMeter.Instance.CreateCounter<long>(
        "dpcpl.scoring.unknown_items", "{event}", "Events of the scored histories whose item the model does not know.");

    private static readonly Counter<long> s_unknownHistories = LibraryMeter.Instance.CreateCounter<long>(
        "dpcpl.scoring.unknown_histories", "{row}", "Scored histories without an item that the model knows: they get what is popular.");

    /// <summary>When scoring began, for <see cref="Record"/>.</summary>
    public static long Begin() => s_duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <param name="began">From <see cref="Begin"/>.</param>
    /// <param name="rows">What was scored.</param>
    /// <param name="itemCount">V: known ids are 1..V.</param>
    /// <param name="mode"><see cref="Single"/> or <see cref="Batch"/>.</param>
    public static void Record(long began, SequenceData rows, int itemCount, KeyValuePair<string, object?> mode)
    {
        // Whoever begins to listen meanwhile hears of the next one.
        if (began != 0)
            s_duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, mode);
        if (s_rows.Enabled)
            s_rows.Add(rows.Store.UserCount, mode);
        if (!s_unknownItems.Enabled && !s_unknownHistories.Enabled)
            return;
        long unknown = 0, without = 0;
        for (int row = 0; row < rows.Store.UserCount; row++)
        {
            ReadOnlySpan<int> items = rows.Store.ItemsOf(row);
            int known = 0;
            foreach (int item in items)
                known += item >= 1 && item <= itemCount ? 1 : 0;
            unknown += items.Length - known;
            without += known == 0 ? 1 : 0;
        }

        if (unknown > 0)
            s_unknownItems.Add(unknown, mode);
        if (without > 0)
            s_unknownHistories.Add(without, mode);
    }
}
