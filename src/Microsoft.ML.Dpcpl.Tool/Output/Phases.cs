using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Seconds of the phases of a run, in the order they were run.</summary>
internal sealed class Phases
{
    private readonly List<(string Name, TimeSpan Time)> _times = [];

    public IReadOnlyList<(string Name, TimeSpan Time)> Times => _times;

    public T Measure<T>(string name, Func<T> work)
    {
        var watch = Stopwatch.StartNew();
        T result = work();
        _times.Add((name, watch.Elapsed));
        return result;
    }

    public void Add(string name, TimeSpan time) => _times.Add((name, time));
}
