using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>From a file of events to sequences, filter and split, each in a process of its own.</summary>
/// <remarks>
/// <c>--events a,b</c> sizes; <c>--order sorted,unsorted</c>; <c>--route file,keys</c>: <c>LoadBehaviorEvents</c> and <c>BehaviorSequences</c>,
/// or ML.NET's text loader and <c>MapValueToKey</c> in front of it; <c>--core k</c> least events of the filter; <c>--folder</c> for the file.
/// </remarks>
internal static class DataScale
{
    private const int WarmUpEvents = 50_000;

    private sealed record Figures(
        int Users, int Items, long Events, double Seconds, long Base, long Peak, double SplitSeconds, double FilterSeconds, long Filtered, long FilterPeak);

    public static int Run(string[] args)
    {
        Dictionary<string, string> options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1]);
        string Option(string name, string standard) => options.GetValueOrDefault(name, standard);
        if (options.TryGetValue("measure", out string? path))
        {
            Figures figures = Measure(path, Option("warmup", path), Option("route", "file"), int.Parse(Option("core", "50"), CultureInfo.InvariantCulture));
            Console.WriteLine(JsonSerializer.Serialize(figures));
            return 0;
        }

        long[] sizes = [.. Option("events", "1000000,10000000").Split(',').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        string folder = Directory.CreateDirectory(Path.Combine(Option("folder", Path.GetTempPath()), "dpcpl-scale-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            string warmUp = Path.Combine(folder, "warmup.csv"), data = Path.Combine(folder, "events.csv");
            EventFileWriter.Write(warmUp, WarmUpEvents, sorted: false);
            Console.WriteLine("| route | order | events | MB of text | seconds | events/s | peak MB | bytes/event | k-core s | kept | peak MB | split s |");
            Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (string order in Option("order", "sorted,unsorted").Split(','))
            {
                var growth = new Dictionary<string, List<Figures>>();
                foreach (long size in sizes)
                {
                    EventFileWriter.Write(data, size, order == "sorted");
                    foreach (string route in Option("route", "file").Split(','))
                    {
                        Figures figures = MeasureInChild(data, warmUp, route, Option("core", "50"));
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
        return 0;
    }

    private static Figures MeasureInChild(string data, string warmUp, string route, string core)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in (string[])["scale", "data", "--measure", data, "--warmup", warmUp, "--route", route, "--core", core])
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        string last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");
        return child.ExitCode == 0 ? JsonSerializer.Deserialize<Figures>(last)! : throw new InvalidOperationException($"The measuring process failed: {output}");
    }

    private static Figures Measure(string path, string warmUp, string route, int core)
    {
        Steps(warmUp, route, core);
        Settle();
        return Steps(path, route, core);
    }

    /// <summary>The measured way: grouped first, then split, then once more from the file with the filter.</summary>
    private static Figures Steps(string path, string route, int core)
    {
        long before = ResidentMemory.Now;
        ResidentMemory.ResetPeak();
        var clock = Stopwatch.StartNew();
        (IDataView sequences, int users) = Sequences(path, route, core: 0);
        double seconds = clock.Elapsed.TotalSeconds;
        long peak = ResidentMemory.Peak;

        clock.Restart();
        int tests = Split(sequences);
        double splitSeconds = clock.Elapsed.TotalSeconds;
        var statistics = new MLContext().Data.SequenceStatistics(sequences);
        if (tests == 0)
            throw new InvalidOperationException("Nothing was held out.");
        sequences = null!;
        Settle();

        ResidentMemory.ResetPeak();
        long beforeFilter = ResidentMemory.Now;
        clock.Restart();
        (IDataView filtered, _) = Sequences(path, route, core);
        double filterSeconds = clock.Elapsed.TotalSeconds;
        long filterPeak = ResidentMemory.Peak - beforeFilter;
        int kept = new MLContext().Data.SequenceStatistics(filtered).EventCount;
        return new Figures(users, statistics.ItemCount, statistics.EventCount, seconds, before, peak, splitSeconds, filterSeconds, kept, filterPeak);
    }

    private static (IDataView Sequences, int Users) Sequences(string path, string route, int core)
    {
        var ml = new MLContext(seed: 1);
        IDataView events = route == "keys" ? ml.Data.LoadFromTextFile<BehaviorEvent>(path, ',', hasHeader: true) : ml.Data.LoadBehaviorEvents(path);
        if (core > 0)
            events = ml.Data.FilterByCore(events, core);
        IDataView sequences = route == "keys"
            ? ml.Transforms.Conversion.MapValueToKey("Item", maximumNumberOfKeys: 10_000_000)
                .Append(ml.Transforms.Conversion.MapValueToKey("Behavior"))
                .Append(ml.Transforms.BehaviorSequences()).Fit(events).Transform(events)
            : ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return (sequences, Rows(sequences));
    }

    private static int Split(IDataView sequences)
    {
        SequenceSplit split = new MLContext(seed: 1).Data.LeaveOneOutSplit(sequences);
        return Rows(split.TrainSet) > 0 && Rows(split.ValidationSet) > 0 ? Rows(split.TestSet) : 0;
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

    private static void Print(string route, string order, long bytes, Figures f) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {route} | {order} | {f.Events:N0} | {bytes / 1e6:N0} | {f.Seconds:0.00} | {f.Events / f.Seconds:N0} | {(f.Peak - f.Base) / 1e6:N0} | {(f.Peak - f.Base) / (double)f.Events:0.0} | {f.FilterSeconds - f.Seconds:0.00} | {f.Filtered:N0} | {f.FilterPeak / 1e6:N0} | {f.SplitSeconds:0.00} |"));

    private static void PrintGrowth(string route, string order, List<Figures> list)
    {
        for (int i = 1; i < list.Count; i++)
        {
            (Figures a, Figures b) = (list[i - 1], list[i]);
            double factor = b.Events / (double)a.Events;
            double Exponent(double from, double to) => Math.Log(to / from) / Math.Log(factor);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {route} | {order} | x {factor:0.##} | | x {b.Seconds / a.Seconds:0.00} | exponent {Exponent(a.Seconds, b.Seconds):0.00} | x {(b.Peak - b.Base) / (double)(a.Peak - a.Base):0.00} | added {(b.Peak - b.Base - a.Peak + a.Base) / (double)(b.Events - a.Events):0.0} | | | | x {b.SplitSeconds / a.SplitSeconds:0.00} |"));
        }
    }
}
