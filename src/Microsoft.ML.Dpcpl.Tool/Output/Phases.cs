using System.Diagnostics;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Seconds of the phases of a run, in the order they were run; says of a long one, while it runs, how long it has taken.</summary>
/// <param name="terminal">Where it is said; null says nothing.</param>
internal sealed class Phases(Terminal? terminal = null)
{
    private readonly List<(string Name, TimeSpan Time)> _times = [];

    public IReadOnlyList<(string Name, TimeSpan Time)> Times => _times;

    /// <param name="name">What the phase does.</param>
    /// <param name="work">The phase.</param>
    /// <param name="says">False: the phase shows its progress itself.</param>
    public T Measure<T>(string name, Func<T> work, bool says = true)
    {
        var pace = new Pace();
        using var timer = new Timer(_ => Say(name, pace), null, says && terminal is not null ? 500 : Timeout.Infinite, 500);
        var watch = Stopwatch.StartNew();
        T result = work();
        _times.Add((name, watch.Elapsed));
        return result;
    }

    private void Say(string name, Pace pace)
    {
        if (pace.IsDue())
            terminal!.Line($"{name}: {Pace.Text(pace.Elapsed)} so far");
    }

    public void Add(string name, TimeSpan time) => _times.Add((name, time));
}
