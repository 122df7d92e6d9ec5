using System.Diagnostics;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Seconds of the phases of a run, in the order they were run; says of a long one how far it is, or at least how long it has taken.</summary>
internal sealed class Phases
{
    private readonly Terminal _terminal;
    private readonly TimeProvider? _clock;
    private readonly List<(string Name, TimeSpan Time)> _times = [];

    /// <summary>Whether a part of the phase told how far it is since this was last asked.</summary>
    private volatile bool _told;

    /// <param name="terminal">Where it is said.</param>
    /// <param name="ml">Whose components tell how far they are.</param>
    /// <param name="clock">What tells the time; null: the system's clock.</param>
    public Phases(Terminal terminal, MLContext ml, TimeProvider? clock = null)
    {
        (_terminal, _clock) = (terminal, clock);
        LibraryNotes.OfProgress(ml, line =>
        {
            _told = true;
            terminal.Line(line);
        });
    }

    public IReadOnlyList<(string Name, TimeSpan Time)> Times => _times;

    /// <param name="name">What the phase does.</param>
    /// <param name="work">The phase.</param>
    /// <param name="says">False: the phase shows its progress itself.</param>
    public T Measure<T>(string name, Func<T> work, bool says = true)
    {
        var pace = new Pace(_clock);
        _told = false;
        // Parts of the phase that tell how far they are begin at two seconds: they come first.
        using ITimer? timer = says
            ? (_clock ?? TimeProvider.System).CreateTimer(_ => Say(name, pace), null, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(0.5))
            : null;
        var watch = Stopwatch.StartNew();
        T result = work();
        _times.Add((name, watch.Elapsed));
        return result;
    }

    public void Add(string name, TimeSpan time) => _times.Add((name, time));

    private void Say(string name, Pace pace)
    {
        if (!pace.IsDue())
            return;
        if (!_told)
            _terminal.Line($"{name}: {Pace.Text(pace.Elapsed)} so far");
        _told = false;
    }
}
