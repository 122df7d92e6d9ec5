using System.Diagnostics;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>From the start of a process to its first recommendation, with a zip of a whole chain. Argument: number of starts, 9 by default.</summary>
internal static class StartupScale
{
    private const int Items = 300_000;

    public static void Run(string[] args)
    {
        if (args is ["child", string path])
        {
            RecommendOnce(path);
            return;
        }

        Table.FigureHeader();
        int starts = args.Length > 0 ? int.Parse(args[0]) : 9;
        Measure(starts, neighbors: false);
        Measure(starts, neighbors: true);
    }

    private static void Measure(int starts, bool neighbors)
    {
        string zip = Path.Combine(Path.GetTempPath(), $"dpcpl-startup-{Environment.ProcessId}.zip"), which = neighbors ? ", with neighbors" : "";
        try
        {
            long before = 0;
            double written = Pairs.Once(() => before = WriteModel(zip, neighbors));
            Table.Figure(
                $"save a 300k x 64 model{which}",
                "no second copy of the tables",
                $"{written / 1000:0.0} s, {before >> 20} MiB more memory at the peak",
                $"zip of {new FileInfo(zip).Length >> 20} MiB");
            _ = Start(zip);
            string[][] parts = [.. Enumerable.Range(0, starts).Select(_ => Start(zip))];
            double Median(int part) => Pairs.Median(parts.Select(run => double.Parse(run[part])));
            Table.Figure(
                $"process start to first recommendation{which}",
                "at most 1.5 s",
                $"{Median(0) / 1000:0.00} s",
                $"{starts} starts; runtime {Median(1):0} ms, libtorch {Median(2):0} ms, model {Median(3):0} ms, engine {Median(4):0} ms, call {Median(5):0} ms; memory {Median(6):0} MiB");
        }
        finally
        {
            File.Delete(zip);
        }
    }

    /// <summary>Times in milliseconds: the whole as seen from outside, then what the child says.</summary>
    private static string[] Start(string zip)
    {
        long start = Stopwatch.GetTimestamp();
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "scale", "startup", "child", zip])
        {
            RedirectStandardOutput = true,
        })!;
        string line = child.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The started process said nothing.");
        double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        child.WaitForExit();
        return [whole.ToString(), .. line.Split(' ')];
    }

    /// <summary>The program's own file where it was started by the dotnet host.</summary>
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(StartupScale).Assembly.Location] : [];

    private static void RecommendOnce(string zip)
    {
        double runtime = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds;
        var ml = new MLContext(1);
        double torch = Pairs.Once(Torch.TorchRuntime.EnsureLoaded), load = 0, make = 0;
        ITransformer model = null!;
        load = Pairs.Once(() => model = ml.Model.Load(zip, out _));
        PredictionEngine<UserHistory, Recommendation> engine = null!;
        make = Pairs.Once(() => engine = ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(model));
        Recommendation first = null!;
        double call = Pairs.Once(() => first = engine.Predict(new UserHistory
        {
            Item = ["item 17", "item 4711", "item 299999"],
            Behavior = ["click", "cart", "buy"],
            Timestamp = [1_700_000_000, 1_700_000_060, 1_700_000_120],
        }));
        if (first.RecommendedItems.Length != 10 || first.RecommendedItems[0].Length == 0)
            throw new InvalidOperationException("No recommendation was given.");
        Console.WriteLine($"{runtime:0} {torch:0} {load:0} {make:0} {call:0} {Environment.WorkingSet >> 20}");
        engine.Dispose();
    }

    /// <summary>Gives by how many bytes the memory of the process grew at most while the model was saved.</summary>
    private static long WriteModel(string zip, bool neighbors)
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadFromEnumerable(Events());
        var featurizer = ml.Transforms.Conversion.MapValueToKey("Item", maximumNumberOfKeys: 10_000_000)
            .Append(ml.Transforms.Conversion.MapValueToKey("Behavior"))
            .Append(ml.Transforms.BehaviorSequences());
        var features = featurizer.Fit(events);
        IDataView sequences = features.Transform(events);
        using var dpcpl = new NeuralTransformer(ScaleModel.Create(Items, neighbors, KeyChecksum.Of(sequences.Schema["Item"])), new NeuralTransformer.Options());
        var names = ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences));
        using var process = Process.GetCurrentProcess();
        long before = process.WorkingSet64, peak = before;
        using (new Timer(
            _ =>
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
            },
            null,
            0,
            5))
        {
            ml.Model.Save(features.Append(dpcpl).Append(names), events.Schema, zip);
        }

        return peak - before;
    }

    private static IEnumerable<BehaviorEvent> Events()
    {
        for (int item = 0; item < Items; item++)
        {
            yield return new BehaviorEvent
            {
                User = $"user {item / 30}",
                Item = $"item {item}",
                Behavior = RandomShop.Behaviors[item % 4],
                Timestamp = 1_700_000_000 + item,
            };
        }
    }
}
