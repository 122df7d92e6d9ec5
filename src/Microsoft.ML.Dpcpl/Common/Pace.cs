namespace Microsoft.ML.Dpcpl.Common;

/// <summary>When something long should say how far it is: after two seconds for the first time, then every ten seconds; threads may share one.</summary>
internal sealed class Pace
{
    private readonly TimeProvider _clock;
    private readonly long _start;
    private double _next = 2;

    /// <param name="clock">What tells the time; null: <see cref="Clock"/>, otherwise the system's clock.</param>
    public Pace(TimeProvider? clock = null)
    {
        _clock = clock ?? Clock.Value ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
    }

    /// <summary>The clock of whatever the current flow of a program begins, for tests that cannot wait.</summary>
    public static AsyncLocal<TimeProvider?> Clock { get; } = new();

    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    /// <summary>Whether it is time to; asking says that it is done.</summary>
    public bool IsDue() => IsDue(Elapsed.TotalSeconds);

    internal bool IsDue(double seconds)
    {
        double next = Volatile.Read(ref _next);
        // Of several threads that ask at the same time one is told so.
        return seconds >= next && Interlocked.CompareExchange(ref _next, seconds + 10, next) == next;
    }

    /// <summary>A length of time in words: "39 s", "5 min", "2.1 h".</summary>
    public static string Text(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => FormattableString.Invariant($"{Math.Ceiling(time.TotalSeconds):0} s"),
        < 5400 => FormattableString.Invariant($"{time.TotalMinutes:0} min"),
        _ => FormattableString.Invariant($"{time.TotalHours:0.0} h"),
    };
}
