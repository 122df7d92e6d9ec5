using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Input;
using Microsoft.ML.Dpcpl.Tool.Preparation;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Preparation of events beyond memory, each size in a process of its own; then whether the sequences are those of reading all at once.</summary>
/// <remarks>
/// <c>--events a,b</c> sizes; <c>--core k</c> least events of the filter, 0 for none; <c>--memory</c> bytes; <c>--compare n</c> the size whose sequences are
/// compared, 0 for none; <c>--folder</c> for the files; <c>--input</c> prepares a folder that is there in the place of generated ones.
/// </remarks>
internal static class PrepareScale
{
    /// <summary>Events of a generated file.</summary>
    private const long FileEvents = 100_000_000;

    /// <param name="Events">Events of the source.</param>
    /// <param name="Kept">Events of the parts.</param>
    /// <param name="Seconds">By the clock.</param>
    /// <param name="Cpu">Seconds of all cores together.</param>
    /// <param name="Peak">The largest resident memory, in bytes.</param>
    private sealed record Figures(long Events, long Kept, double Seconds, double Cpu, long Peak);

    public static void Run(string[] args)
    {
        Dictionary<string, string> options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1]);
        string Option(string name, string standard) => options.GetValueOrDefault(name, standard);
        (string core, string memory) = (Option("core", "0"), Option("memory", "3000000000"));
        if (options.TryGetValue("measure", out string? input))
        {
            Console.WriteLine(JsonSerializer.Serialize(Measure(input, Option("output", ""), int.Parse(core), long.Parse(memory))));
            return;
        }

        long compared = long.Parse(Option("compare", "10000000"));
        string folder = Directory.CreateDirectory(Path.Combine(Option("folder", Path.GetTempPath()), "dpcpl-scale-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            Table.Header("events", "core", "kept", "s", "CPU s", "events/s", "CPU µs an event", "peak MB", "exponent, CPU", "sequences");
            Figures? before = null;
            foreach (long events in Option("events", "1000000,10000000").Split(',').Select(long.Parse))
            {
                (string source, string parts) = (options.GetValueOrDefault("input") ?? Path.Combine(folder, "events"), Path.Combine(folder, "parts"));
                if (!options.ContainsKey("input"))
                    Generate(source, events, folder);
                Figures figures = JsonSerializer.Deserialize<Figures>(TimedProcess.LastLine(
                    "scale", "prepare", "--measure", source, "--output", parts, "--core", core, "--memory", memory))!;
                string sequences = events != compared ? "" : AreSame(source, parts, int.Parse(core)) ? "the same" : "DIFFERENT";
                string exponent = before is null ? "" : $"{Math.Log(figures.Cpu / before.Cpu) / Math.Log(figures.Events / (double)before.Events):0.00}";
                Table.Row(
                    $"{figures.Events:N0}", core, $"{figures.Kept:N0}", $"{figures.Seconds:0.0}", $"{figures.Cpu:0.0}", $"{figures.Events / figures.Seconds:N0}",
                    $"{1e6 * figures.Cpu / figures.Events:0.00}", $"{figures.Peak / 1e6:N0}", exponent, sequences);
                before = figures;
                Directory.Delete(parts, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As many users and items as a hundredth of the events; half of the events fall on an eighth of the items; users and times in no order.</summary>
    private static void Generate(string folder, long events, string scratch)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        using var db = new DuckDb(Path.Combine(scratch, "overflow"), 1_000_000_000, default);
        long names = events / 100;
        for (long first = 0; first < events; first += FileEvents)
        {
            string file = Path.Combine(folder, $"events-{first / FileEvents:000}.parquet");
            db.Execute(
                $"COPY (SELECT 1000000 + (hash(i) % {names})::BIGINT AS user, 3000000 + floor(pow((hash(i + 77777777777) % 1000000007) / 1000000007.0, 3) * {names})::BIGINT AS item, "
                + "['click', 'click', 'click', 'click', 'click', 'click', 'fav', 'cart', 'cart', 'buy'][1 + (hash(i + 999999999999) % 10)::INT] AS behavior, "
                + $"1704067200 + (hash(i + 5555555555555) % 31536000)::BIGINT AS timestamp FROM range({first}, {Math.Min(events, first + FileEvents)}) t(i)) TO {DuckDb.Text(file)} (FORMAT parquet)");
        }
    }

    private static Figures Measure(string source, string parts, int core, long memory)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        PreparedFolder prepared = EventPreparation.Run(
            new MLContext(1), source, parts, new PreparationOptions { Files = new EventFileOptions(), MinInteractions = core, Memory = memory }, default);
        return new Figures(prepared.Read, prepared.Events, clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, ResidentMemory.Peak);
    }

    /// <summary>Whether all users have the same items, behaviors and times in the same order, by name.</summary>
    private static bool AreSame(string source, string parts, int core)
    {
        Dictionary<string, int> plain = Sequences(source, core), prepared = Sequences(parts, 0);
        return plain.Count == prepared.Count && plain.All(user => prepared.TryGetValue(user.Key, out int hash) && hash == user.Value);
    }

    /// <summary>By user, a hash of the sequence.</summary>
    private static Dictionary<string, int> Sequences(string path, int core)
    {
        using TemporaryText temporary = TemporaryText.Begin();
        var ml = new MLContext(1);
        IDataView events = new DataSettings { Events = path, MinInteractions = core }.ReadEvents(ml);
        IDataView keys = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        IDataView names = ml.Transforms.Conversion.MapKeyToValue([new("Item"), new("Behavior")]).Fit(keys).Transform(keys);
        var hashes = new Dictionary<string, int>();
        foreach (UserHistory user in ml.Data.CreateEnumerable<UserHistory>(names, reuseRowObject: true))
        {
            var hash = new HashCode();
            for (int i = 0; i < user.Item.Length; i++)
                hash.Add((user.Item[i], user.Behavior[i], user.Timestamp[i]));
            hashes.Add(user.User, hash.ToHashCode());
        }

        return hashes;
    }
}
