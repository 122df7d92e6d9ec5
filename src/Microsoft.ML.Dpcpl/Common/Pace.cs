using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>When something long should say how far it is: after two seconds for the first time, then every ten seconds.</summary>
internal sealed class Pace
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private double _next = 2;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether it is time to; asking says that it is done.</summary>
    public bool IsDue() => IsDue(Elapsed.TotalSeconds);

    internal bool IsDue(double seconds)
    {
        if (seconds < _next)
            return false;
        _next = seconds + 10;
        return true;
    }

    /// <summary>How far something is: "evaluation: 1,000 of 5,000 rows, 4 s left".</summary>
    /// <param name="what">What is done.</param>
    /// <param name="done">Rows done.</param>
    /// <param name="rows">All of them; null where nobody knows.</param>
    public string Progress(string what, long done, long? rows)
    {
        string so = FormattableString.Invariant($"{what}: {done:#,0}");
        return rows is { } all && done > 0
            ? FormattableString.Invariant($"{so} of {all:#,0} rows, {Text(Elapsed * ((double)(all - done) / done))} left")
            : $"{so} rows, {Text(Elapsed)} so far";
    }

    /// <summary>A length of time in words: "39 s", "5 min", "2.1 h".</summary>
    public static string Text(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => FormattableString.Invariant($"{Math.Ceiling(time.TotalSeconds):0} s"),
        < 5400 => FormattableString.Invariant($"{time.TotalMinutes:0} min"),
        _ => FormattableString.Invariant($"{time.TotalHours:0.0} h"),
    };
}
