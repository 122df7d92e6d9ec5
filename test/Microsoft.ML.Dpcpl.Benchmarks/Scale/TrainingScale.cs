using System.Diagnostics;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>One training step, against the naive one, prompt tuning and other sizes of the item table; pairs of steps in turn.</summary>
/// <remarks>Arguments: parts to run (none: all), settings (none: both), <c>--one-thread</c>.</remarks>
internal static class TrainingScale
{
    private const int Negatives = 1_000;

    private static readonly Dictionary<string, Action<string[]>> s_parts = new()
    {
        ["naive"] = AgainstNaive,
        ["tuning"] = TuningAgainstFineTuning,
        ["table"] = TableSizes,
        ["memory"] = TrainingMemory.Run,
        ["beside"] = SideBySide,
        // libgomp's count without a policy. OMP_WAIT_POLICY=ACTIVE spins on between steps, too, and takes a core from the other process.
        ["waiting"] = args => WithAndWithout(args, "waiting threads spin, ms", "they sleep, ms", ("GOMP_SPINCOUNT", "300000")),
        ["pages"] = args => WithAndWithout(args, "malloc takes huge pages, ms", "it does not, ms", ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")),
    };

    private static readonly Dictionary<string, Setting> s_settings = new()
    {
        ["small"] = new("300k items, n 256, T 50, d 64, L 2, k 4", new EfficientBehaviorMinerShape(300_000, 4, 50, 64, 2, 4, Dropout: 0.2f), 256, 3, 15, "at least 4.0"),
        ["large"] = new("300k items, n 64, T 128, d 256, L 4, k 8", new EfficientBehaviorMinerShape(300_000, 4, 128, 256, 4, 8, Dropout: 0.2f), 64, 1, 3, "at least 2.5"),
    };

    /// <summary>What is timed, and what is asked of it against the naive network.</summary>
    private sealed record Setting(string Name, EfficientBehaviorMinerShape Shape, int Batch, int Warmup, int Pairs, string Asked);

    public static void Run(string[] args)
    {
        TorchRuntime.EnsureLoaded();
        if (args.Contains("--one-thread"))
            set_num_threads(1);
        if (args is ["steps", string kind, string size, ..])
        {
            Steps(kind, size);
            return;
        }

        if (args is ["fit", .. string[] rest])
        {
            TrainingMemory.Fit(rest);
            return;
        }

        Console.WriteLine($"Threads of libtorch: {get_num_threads()}");
        foreach ((string name, Action<string[]> part) in s_parts)
        {
            if (args.Any(s_parts.ContainsKey) && !args.Contains(name))
                continue;
            Console.WriteLine();
            part(args);
        }
    }

    private static TimedProcess Start(string kind, string size, string[] args, params ReadOnlySpan<(string Name, string? Value)> environment) =>
        new(["scale", "train", "steps", kind, size, .. args.Where(arg => arg == "--one-thread")], environment);

    private static IEnumerable<(string Size, Setting Setting)> Settings(string[] args) =>
        s_settings.Where(pair => !args.Any(s_settings.ContainsKey) || args.Contains(pair.Key)).Select(pair => (pair.Key, pair.Value));

    private static void AgainstNaive(string[] args)
    {
        Table.Header("step", "naive, ms", "ours, ms", "ratio (median of pairs)", "asked", "ours, windows/s", "waiting for input");
        foreach ((string size, Setting setting) in Settings(args))
        {
            using TimedProcess naive = Start("naive", size, args), ours = Start("ours", size, args);
            var steps = new List<double[]>();
            Pairs pairs = Pairs.Of(setting.Pairs, setting.Warmup, () => naive.Next()[0], () => Kept(ours, steps));
            Table.Row(
                setting.Name, $"{pairs.First:0}", $"{pairs.Second:0}", $"**{pairs.Ratio:0.00}**", setting.Asked, $"{1000 * setting.Batch / pairs.Second:0}",
                $"{steps.Sum(step => step[1]) / steps.Sum(step => step[0]):P2}");
        }
    }

    private static void TuningAgainstFineTuning(string[] args)
    {
        Table.Header("step", "full fine-tuning, ms", "prompt tuning, ms", "prompts : full (median of pairs)", "peak MiB: full", "prompts", "trained: full", "prompts");
        foreach ((string size, Setting setting) in Settings(args))
        {
            using TimedProcess full = Start("ours", size, args), prompts = Start("prompts", size, args);
            List<double[]> ofFull = [], ofPrompts = [];
            Pairs pairs = Pairs.Of(setting.Pairs, setting.Warmup, () => Kept(prompts, ofPrompts), () => Kept(full, ofFull));
            Table.Row(
                setting.Name, $"{pairs.Second:0}", $"{pairs.First:0}", $"**{pairs.Ratio:0.00}**",
                $"{ofFull[^1][2]:0}", $"{ofPrompts[^1][2]:0}", $"{ofFull[^1][3]:N0}", $"{ofPrompts[^1][3]:N0}");
        }
    }

    /// <summary>Two trainings at once against the same two one after the other, in steps of the small setting.</summary>
    private static void SideBySide(string[] args)
    {
        const int Steps = 20;
        using TimedProcess one = Start("ours", "small", args), two = Start("ours", "small", args);
        void Run(TimedProcess process)
        {
            for (int i = 0; i < Steps; i++)
                process.Next();
        }

        (_, _) = (one.Next(), two.Next());
        Pairs pairs = Pairs.Time(5, () => Parallel.Invoke(() => Run(one), () => Run(two)), () => { Run(one); Run(two); }, warmup: 0);
        Table.Header("two trainings", "one after the other, s", "side by side, s", "ratio (median of pairs)", "asked at most");
        Table.Row($"{Steps} steps each", $"{pairs.Second / 1000:0.0}", $"{pairs.First / 1000:0.0}", $"**{pairs.Ratio:0.00}**", "1.2");
    }

    /// <summary>A step in a process with an environment variable set, and in one without, in turn.</summary>
    private static void WithAndWithout(string[] args, string with, string without, (string Name, string Value) variable)
    {
        Table.Header("step", with, without, "ratio (median of pairs)");
        foreach ((string size, Setting setting) in Settings(args))
        {
            using TimedProcess plain = Start("ours", size, args), changed = Start("ours", size, args, variable);
            Pairs pairs = Pairs.Of(2 * setting.Pairs, setting.Warmup, () => plain.Next()[0], () => changed.Next()[0]);
            Table.Row(setting.Name, $"{pairs.Second:0}", $"{pairs.First:0}", $"**{pairs.Ratio:0.00}**");
        }
    }

    private static void TableSizes(string[] args)
    {
        Table.Header("items", "step, ms", "ratio to 20k (median of pairs)", "asked at most");
        EfficientBehaviorMinerShape small = s_settings["small"].Shape;
        using var reference = new StepTimer(small with { Items = 20_000 }, Negatives, s_settings["small"].Batch);
        foreach (int items in new[] { 20_000, 100_000, 300_000, 1_000_000 })
        {
            using var large = new StepTimer(small with { Items = items }, Negatives, s_settings["small"].Batch);
            Pairs pairs = Pairs.Of(21, 3, () => large.Next().Time, () => reference.Next().Time);
            Table.Row($"{items:N0}", $"{pairs.First:0}", $"**{pairs.Ratio:0.00}**", "1.15");
        }
    }

    /// <summary>
    /// One step for each line of the standard input: a line of its milliseconds, those of them spent waiting for its batch, the peak memory
    /// in MiB, and the number of trained parameters.
    /// </summary>
    private static void Steps(string kind, string size)
    {
        Setting setting = s_settings[size];
        using IDisposable? heap = kind == "naive" ? null : NativeHeap.KeepFreed();
        using var ours = new StepTimer(setting.Shape, Negatives, setting.Batch, tokens: kind == "prompts" ? 8 : 0);
        using NaiveTimer? naive = kind == "naive" ? new NaiveTimer(setting.Shape, ours) : null;
        while (Console.ReadLine() is not null)
        {
            (double time, double waited) = naive is null ? ours.Next() : (naive.Next(), 0);
            Console.WriteLine($"{time} {waited} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} {ours.Trained}");
        }
    }

    /// <summary>The time of a process's next step, all of its figures being kept.</summary>
    private static double Kept(TimedProcess process, List<double[]> steps)
    {
        steps.Add(process.Next());
        return steps[^1][0];
    }
}
