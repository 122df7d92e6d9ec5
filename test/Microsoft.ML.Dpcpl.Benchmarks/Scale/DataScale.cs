using System.Diagnostics;
using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>From a file of events to sequences, to a split, and once more through a filter, each size in a process of its own.</summary>
/// <remarks>
/// <c>--events a,b</c> sizes; <c>--order sorted,unsorted</c>; <c>--route file,keys</c>: <c>LoadBehaviorEvents</c> and <c>BehaviorSequences</c>,
/// or ML.NET's text loader and <c>MapValueToKey</c> in front of it; <c>--core k</c> least events of the filter; <c>--repeat n</c> runs, of which
/// the quickest counts; <c>--names n</c> users and items, a hundredth of the events if not given; <c>--folder</c> for the file.
/// </remarks>
internal static class DataScale
{
    private const int WarmUpEvents = 50_000;

    /// <param name="Events">Number of events in the sequences.</param>
    /// <param name="Load">From the path of the file to the sequences.</param>
    /// <param name="Peak">The largest resident memory on the way, above what was resident before, in bytes.</param>
    /// <param name="Split">From the sequences to the training, validation and test set, a hundred negatives for each held-out event included.</param>
    /// <param name="Filter">The k-core filter and the keys of what it leaves, of events that were read before.</param>
    /// <param name="Filtered">Number of events it leaves.</param>
    private sealed record Figures(long Events, Time Load, long Peak, Time Split, Time Filter, long Filtered);

    /// <param name="Seconds">By the clock.</param>
    /// <param name="Cpu">On all cores together: what other processes take does not count.</param>
    private sealed record Time(double Seconds, double Cpu)
    {
        public static (Time Time, T Result) Of<T>(Func<T> work)
        {
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            T result = work();
            return (new Time(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds), result);
        }
    }

    public static void Run(string[] args)
    {
        Dictionary<string, string> options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1]);
        string Option(string name, string standard) => options.GetValueOrDefault(name, standard);
        int core = int.Parse(Option("core", "50"));
        if (options.TryGetValue("measure", out string? path))
        {
            Console.WriteLine(JsonSerializer.Serialize(Measure(path, Option("warmup", path), Option("route", "file"), core)));
            return;
        }

        long[] sizes = [.. Option("events", "1000000,10000000").Split(',').Select(size => long.Parse(size))];
        int repeat = int.Parse(Option("repeat", "1"));
        string folder = Directory.CreateDirectory(Path.Combine(Option("folder", Path.GetTempPath()), "dpcpl-scale-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            string warmUp = Path.Combine(folder, "warmup.csv"), data = Path.Combine(folder, "events.csv");
            EventFileWriter.Write(warmUp, WarmUpEvents, WarmUpEvents / 100, sorted: false);
            Table.Header("route", "order", "events", "MB of text", "s", "CPU s", "events/s", "peak MB", "bytes/event", "filter s", "CPU s", "kept", "split s", "CPU s");
            foreach (string order in Option("order", "sorted,unsorted").Split(','))
            {
                var growth = new Dictionary<string, List<Figures>>();
                foreach (long size in sizes)
                {
                    EventFileWriter.Write(data, size, Math.Max(1, options.TryGetValue("names", out string? names) ? long.Parse(names) : size / 100), order == "sorted");
                    foreach (string route in Option("route", "file").Split(','))
                    {
                        Figures[] runs = [.. Enumerable.Range(0, repeat).Select(_ => MeasureInChild(data, warmUp, route, core))];
                        var figures = new Figures(
                            runs[0].Events, runs.MinBy(r => r.Load.Seconds)!.Load, runs.Max(r => r.Peak), runs.MinBy(r => r.Split.Seconds)!.Split, runs.MinBy(r => r.Filter.Seconds)!.Filter, runs[0].Filtered);
                        Print(route, order, new FileInfo(data).Length, figures);
                        if (!growth.TryGetValue(route, out List<Figures>? list))
                            growth.Add(route, list = []);
                        list.Add(figures);
                    }
                }
                foreach ((string route, List<Figures> list) in growth)
                    PrintGrowth(route, order, list);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Figures MeasureInChild(string data, string warmUp, string route, int core) => JsonSerializer.Deserialize<Figures>(
        TimedProcess.LastLine("scale", "data", "--measure", data, "--warmup", warmUp, "--route", route, "--core", $"{core}"))!;

    private static Figures Measure(string path, string warmUp, string route, int core)
    {
        Steps(warmUp, route, core);
        Settle();
        return Steps(path, route, core);
    }

    private static Figures Steps(string path, string route, int core)
    {
        long before = ResidentMemory.Now;
        ResidentMemory.ResetPeak();
        (Time load, IDataView? sequences) = Time.Of(() => Sequences(path, route));
        long peak = ResidentMemory.Peak - before;

        (Time split, int events) = Time.Of(() => Split(sequences));
        sequences = null;
        Settle();

        (Time filter, long filtered) = Filter(path, route, core);
        return new Figures(events, load, peak, split, filter, filtered);
    }

    private static IDataView Events(MLContext ml, string path, string route) =>
        route == "keys" ? ml.Data.LoadFromTextFile<BehaviorEvent>(path, ',', hasHeader: true) : ml.Data.LoadBehaviorEvents(path);

    private static IEstimator<ITransformer> Featurizer(MLContext ml, string route) => route == "keys"
        ? ml.Transforms.Conversion.MapValueToKey("Item", maximumNumberOfKeys: 10_000_000)
            .Append(ml.Transforms.Conversion.MapValueToKey("Behavior"))
            .Append(ml.Transforms.BehaviorSequences())
        : ml.Transforms.BehaviorSequences();

    private static IDataView Sequences(string path, string route)
    {
        var ml = new MLContext(seed: 1);
        IDataView events = Events(ml, path, route);
        IDataView sequences = Featurizer(ml, route).Fit(events).Transform(events);
        Rows(sequences);
        return sequences;
    }

    private static (Time Time, long Kept) Filter(string path, string route, int core)
    {
        var ml = new MLContext(seed: 1);
        IDataView events = Events(ml, path, route);
        Featurizer(ml, route).Fit(events);
        IDataView filtered = ml.Data.FilterByCore(events, core);
        (Time time, ITransformer features) = Time.Of(() => Featurizer(ml, route).Fit(filtered));
        // Uses up what was read.
        Rows(features.Transform(filtered));
        return (time, (long)filtered.GetRowCount()!);
    }

    private static int Split(IDataView sequences)
    {
        SequenceSplit split = new MLContext(seed: 1).Data.LeaveOneOutSplit(sequences);
        return Rows(split.TrainSet) > 0 && Rows(split.ValidationSet) > 0 && Rows(split.TestSet) > 0
            ? split.EventCount
            : throw new InvalidOperationException("Nothing was held out.");
    }

    /// <summary>Has the rows made.</summary>
    private static int Rows(IDataView view)
    {
        using (view.GetRowCursor([]))
            return (int)view.GetRowCount()!;
    }

    private static void Settle()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }

    private static void Print(string route, string order, long bytes, Figures f) => Console.WriteLine(
        $"| {route} | {order} | {f.Events:N0} | {bytes / 1e6:N0} | {f.Load.Seconds:0.00} | {f.Load.Cpu:0.00} | {f.Events / f.Load.Seconds:N0} | {f.Peak / 1e6:N0} | {f.Peak / (double)f.Events:0.0} | {f.Filter.Seconds:0.00} | {f.Filter.Cpu:0.00} | {f.Filtered:N0} | {f.Split.Seconds:0.00} | {f.Split.Cpu:0.00} |");

    private static void PrintGrowth(string route, string order, List<Figures> list)
    {
        for (int i = 1; i < list.Count; i++)
        {
            (Figures a, Figures b) = (list[i - 1], list[i]);
            double factor = b.Events / (double)a.Events;
            string Growth(double from, double to) => $"x {to / from:0.0}, exponent {Math.Log(to / from) / Math.Log(factor):0.00}";
            double added = (b.Peak - a.Peak) / (double)(b.Events - a.Events);
            Console.WriteLine(
                $"| {route} | {order} | x {factor:0.0} | | {Growth(a.Load.Seconds, b.Load.Seconds)} | {Growth(a.Load.Cpu, b.Load.Cpu)} | | x {b.Peak / (double)a.Peak:0.0} | {added:0.0} each more | x {b.Filter.Seconds / a.Filter.Seconds:0.0} | x {b.Filter.Cpu / a.Filter.Cpu:0.0} | | x {b.Split.Seconds / a.Split.Seconds:0.0} | x {b.Split.Cpu / a.Split.Cpu:0.0} |");
        }
    }
}
