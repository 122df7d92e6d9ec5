using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>What the time of an event is written as, and what it is put in order by.</summary>
/// <param name="Columns">From the time in the source to the columns that are kept, t among them.</param>
/// <param name="Order">The columns that order by time.</param>
internal sealed record Times(Func<string, string> Columns, string Order)
{
    /// <summary>Functions that read text as the library does.</summary>
    public const string WholeFunction = "event_time_whole", RestFunction = "event_time_billionths";

    /// <summary>The column that is NULL where a time cannot be read.</summary>
    public string Test => this == Text ? "s" : "t";

    /// <summary>A column of numbers or of moments.</summary>
    public static Times Typed { get; } = new(time => $"{time} AS t", "t");

    /// <summary>Text that is whole numbers alone; NULL where it is not. A cast would round a fraction.</summary>
    public static Times Whole { get; } = new(time => $"CASE WHEN contains({time}, '.') THEN NULL ELSE TRY_CAST({time} AS BIGINT) END AS t", "t");

    /// <summary>Any text; it stays as it is, for who reads it later.</summary>
    public static Times Text { get; } = new(time => $"{time} AS t, {WholeFunction}({time}) AS s, {RestFunction}({time}) AS f", "s, f");

    public static void Register(DuckDb db)
    {
        db.Register<long>(WholeFunction, text => EventTime.TryParse(text.AsSpan().Trim(), out ExactTime time, out _) ? time.Whole : null);
        db.Register<int>(RestFunction, text => EventTime.TryParse(text.AsSpan().Trim(), out ExactTime time, out _) ? time.Billionths : null);
    }
}
