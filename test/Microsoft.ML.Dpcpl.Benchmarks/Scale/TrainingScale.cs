using System.Diagnostics;
using Microsoft.ML.Dpcpl.Data;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>One training step, against the naive one and against other sizes of the item table; pairs of steps in turn.</summary>
internal static class TrainingScale
{
    private const int Negatives = 1_000, Batch = 256, Warmup = 3;

    private static readonly string[] s_parts = ["naive", "tuning", "table", "beside"];

    private static readonly Dictionary<string, Setting> s_settings = new()
    {
        ["small"] = new("300k items, n 256, T 50, d 64, L 2, k 4", new NetworkShape(300_000, 4, 50, 64, 2, 4, Dropout: 0.2f), 256, 3, 15, 4),
        ["large"] = new("300k items, n 64, T 128, d 256, L 4, k 8", new NetworkShape(300_000, 4, 128, 256, 4, 8, Dropout: 0.2f), 64, 1, 3, 2.5),
    };

    /// <summary>What is timed against the naive network.</summary>
    private sealed record Setting(string Name, NetworkShape Shape, int Batch, int Warmup, int Pairs, double Asked);

    public static int Run(string[] args)
    {
        TorchRuntime.EnsureLoaded();
        if (args.Contains("--one-thread"))
            set_num_threads(1);
        if (args is ["steps", string kind, string name, ..])
            return Steps(kind, s_settings[name]);
        Console.WriteLine($"Threads of libtorch: {get_num_threads()}");
        Console.WriteLine();
        bool all = !args.Any(s_parts.Contains);
        if (all || args.Contains("naive"))
            AgainstNaive(args);
        if (all || args.Contains("tuning"))
            TuningAgainstFineTuning(args);
        if (all || args.Contains("table"))
            TableSizes();
        if (all || args.Contains("beside"))
            SideBySide(args);
        return 0;
    }

    private static void AgainstNaive(string[] args)
    {
        Console.WriteLine("| Step | naive, ms | ours, ms | ratio (median of pairs) | asked | ours, windows/s | waiting for input |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, Setting setting) in s_settings)
        {
            if (args.Any(s_settings.ContainsKey) && !args.Contains(name))
                continue;
            string[] threads = args.Contains("--one-thread") ? ["--one-thread"] : [];
            using var naive = new TimedProcess(["scale", "train", "steps", "naive", name, .. threads]);
            using var ours = new TimedProcess(["scale", "train", "steps", "ours", name, .. threads]);
            for (int i = 0; i < setting.Warmup; i++)
                (_, _) = (naive.Next(), ours.Next());
            var pairs = Enumerable.Range(0, setting.Pairs).Select(_ => (Naive: naive.Next(), Ours: ours.Next())).ToArray();
            double mine = Median(pairs.Select(p => p.Ours[0]));
            double waiting = pairs.Sum(p => p.Ours[1]) / pairs.Sum(p => p.Ours[0]);
            Console.WriteLine(FormattableString.Invariant(
                $"| {setting.Name} | {Median(pairs.Select(p => p.Naive[0])):0} | {mine:0} | {Median(pairs.Select(p => p.Naive[0] / p.Ours[0])):0.00} | {setting.Asked:0.0} | {1000 * setting.Batch / mine:0} | {waiting:P2} |"));
        }

        Console.WriteLine();
    }

    private static void TuningAgainstFineTuning(string[] args)
    {
        Console.WriteLine("| Step | full fine-tuning, ms | prompt tuning, ms | ratio (median of pairs) | full, MiB | prompts, MiB | trained: full | trained: prompts |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, Setting setting) in s_settings)
        {
            if (args.Any(s_settings.ContainsKey) && !args.Contains(name))
                continue;
            using var full = new TimedProcess(["scale", "train", "steps", "ours", name]);
            using var prompts = new TimedProcess(["scale", "train", "steps", "prompts", name]);
            for (int i = 0; i < setting.Warmup; i++)
                (_, _) = (full.Next(), prompts.Next());
            var pairs = Enumerable.Range(0, setting.Pairs).Select(_ => (Full: full.Next(), Prompts: prompts.Next())).ToArray();
            Console.WriteLine(FormattableString.Invariant(
                $"| {setting.Name} | {Median(pairs.Select(p => p.Full[0])):0} | {Median(pairs.Select(p => p.Prompts[0])):0} | {Median(pairs.Select(p => p.Prompts[0] / p.Full[0])):0.00} | {pairs[^1].Full[2]:0} | {pairs[^1].Prompts[2]:0} | {pairs[0].Full[3]:N0} | {pairs[0].Prompts[3]:N0} |"));
        }

        Console.WriteLine();
    }

    /// <summary>Two trainings at once against the same two one after the other, in steps of the small setting.</summary>
    private static void SideBySide(string[] args)
    {
        const int Steps = 20;
        using var one = new TimedProcess(["scale", "train", "steps", "ours", "small"]);
        using var two = new TimedProcess(["scale", "train", "steps", "ours", "small"]);
        double Time(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        void Run(TimedProcess process)
        {
            for (int i = 0; i < Steps; i++)
                process.Next();
        }

        (_, _) = (one.Next(), two.Next());
        var pairs = Enumerable.Range(0, 5).Select(_ => (After: Time(() => { Run(one); Run(two); }), Beside: Time(() => Parallel.Invoke(() => Run(one), () => Run(two))))).ToArray();
        Console.WriteLine("| Two trainings | one after the other, s | side by side, s | ratio (median of pairs) | asked at most |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        Console.WriteLine(FormattableString.Invariant(
            $"| {Steps} steps each | {Median(pairs.Select(p => p.After)):0.0} | {Median(pairs.Select(p => p.Beside)):0.0} | {Median(pairs.Select(p => p.Beside / p.After)):0.00} | 1.2 |"));
        Console.WriteLine();
    }

    /// <summary>One step for each line of the standard input, its milliseconds and those spent waiting for its batch as a line of the output.</summary>
    private static int Steps(string kind, Setting setting)
    {
        using IDisposable? heap = kind == "naive" ? null : NativeHeap.KeepFreed();
        using var ours = new StepTimer(setting.Shape, Negatives, setting.Batch, tokens: kind == "prompts" ? 8 : 0);
        using NaiveTimer? naive = kind == "naive" ? new NaiveTimer(setting.Shape, ours) : null;
        while (Console.ReadLine() is not null)
        {
            (double time, double waited) = naive is null ? ours.Next() : (naive.Next(), 0);
            Console.WriteLine(FormattableString.Invariant($"{time} {waited} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} {ours.Trained}"));
        }

        return 0;
    }

    private static void TableSizes()
    {
        Console.WriteLine("| Items | step, ms | ratio to 20k (median of pairs) | asked | resident, MiB | of which tables, MiB | asked at most, MiB |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        NetworkShape Shape(int items) => new(items, 4, 50, 64, 2, 4, Dropout: 0.2f);
        using var small = new StepTimer(Shape(20_000), Negatives, Batch);
        foreach (int items in new[] { 20_000, 100_000, 300_000, 1_000_000 })
        {
            using var large = new StepTimer(Shape(items), Negatives, Batch);
            for (int i = 0; i < Warmup; i++)
                (_, _) = (small.Next(), large.Next());
            var pairs = Enumerable.Range(0, 21).Select(_ => (Small: small.Next().Time, Large: large.Next().Time)).ToArray();
            double table = items * 64 * 4 / 1048576.0, resident = Process.GetCurrentProcess().WorkingSet64 / 1048576.0;
            Console.WriteLine(FormattableString.Invariant(
                $"| {items:N0} | {Median(pairs.Select(p => p.Large)):0} | {Median(pairs.Select(p => p.Large / p.Small)):0.00} | 1.15 | {resident:0} | {table:0} | {(3.3 * table) + 400:0} |"));
        }

        Console.WriteLine();
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The product's own step, fed by its own pipeline.</summary>
    private sealed class StepTimer : IDisposable
    {
        private readonly StageRunner _runner;
        private readonly SequenceNetwork _network;
        private readonly IEnumerator<TrainingBatch> _batches;

        /// <param name="shape">Of the backbone.</param>
        /// <param name="negatives">Of the sampled softmax.</param>
        /// <param name="batch">Windows of a step.</param>
        /// <param name="tokens">Prompt tokens: above 0 only prompts are trained.</param>
        public StepTimer(NetworkShape shape, int negatives, int batch, int tokens = 0)
        {
            SequenceData data = RandomShop.Create(20_000, shape.Items, shape.Behaviors, shape.MaxLength + 4, 1);
            _network = SequenceNetwork.Create(shape, 1, CPU);
            int[] lengths = [.. Enumerable.Range(0, data.Store.UserCount).Select(data.Store.Length)];
            var boundary = new PretrainBoundary(TimeSplit.PerUser, 0, 0.6);
            UserFeatures features = UserFeatures.Fit(data, lengths, boundary, shape.Behaviors);
            if (tokens > 0)
            {
                using SequenceNetwork backbone = _network;
                _network = backbone.WithPrompts(
                    new PromptShape(shape.Width, shape.Layers, shape.Behaviors, tokens, 8, [], features.StatisticCount, TokenProjection.LowRank, shape.Width / 8), 1);
            }

            Trained = (tokens > 0 ? _network.PromptTensors() : _network.BackboneTensors()).Sum(t => t.Values.NumberOfElements);
            var plan = new StagePlan
            {
                Stage = tokens > 0 ? TrainingStage.Tuning : TrainingStage.Pretraining,
                Lengths = lengths,
                PretrainLengths = lengths,
                Examples = _ => [],
                Recipe = new WindowRecipe(
                    shape.MaxLength, tokens, ContextFill.AcrossSplit, PromptHistory.AllBeforeTarget, 32, boundary, features),
                TrainsBackbone = tokens == 0,
                Loss = RankingLoss.SampledSoftmax,
                Negatives = negatives,
                GBceCalibration = 0,
                RepeatPolicy = RepeatPolicy.AsIs,
                Behaviors = shape.Behaviors,
                Epochs = 1,
                LearningRate = 0.001,
                Compactness = tokens > 0 ? CompactnessPlan.Of(new DpcplTrainer.Options()) : null,
                Dropout = tokens > 0 ? 0 : shape.Dropout,
                Seed = 1,
            };
            _runner = new StageRunner(_network, data, plan, new DpcplTrainer.Options(), _ => { });
            // Cuts near the end: every slot of every window is filled.
            Example[] examples = [.. Enumerable.Range(0, 4 * data.Store.UserCount).Select(i => new Example(i % data.Store.UserCount, shape.MaxLength + (i / data.Store.UserCount)))];
            _batches = BatchPipeline.Run(new BatchMaker(data, plan), examples, batch, step => (ulong)step).GetEnumerator();
        }

        /// <summary>Parameters that a step trains.</summary>
        public long Trained { get; }

        /// <summary>Takes the next batch without a step.</summary>
        public TrainingBatch Take()
        {
            _batches.MoveNext();
            return _batches.Current;
        }

        /// <summary>Milliseconds of the next step, and those of them spent waiting for its batch.</summary>
        public (double Time, double Waited) Next()
        {
            long start = Stopwatch.GetTimestamp();
            TrainingBatch batch = Take();
            double waited = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            _runner.Step(batch, 1);
            return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, waited);
        }

        public void Dispose()
        {
            _batches.Dispose();
            _runner.Dispose();
            _network.Dispose();
        }
    }

    /// <summary>The naive network on the batches of the other one.</summary>
    private sealed class NaiveTimer : IDisposable
    {
        private readonly NaiveNetwork _network;
        private readonly optim.Optimizer _adam;
        private readonly StepTimer _source;

        public NaiveTimer(NetworkShape shape, StepTimer source)
        {
            _network = new NaiveNetwork(shape);
            _adam = optim.Adam(_network.parameters(), 0.001);
            _source = source;
        }

        public double Next()
        {
            using var scope = NewDisposeScope();
            TrainingBatch batch = _source.Take();
            long n = batch.Windows.Count, length = batch.Windows.Length;
            long[] ids = batch.Rows!;
            Tensor Ids(long[] places, params long[] shape) => tensor([.. places.Select(place => ids[place])], shape);
            Tensor items = Ids(batch.Windows.Items, length, n).t().contiguous();
            Tensor behaviors = tensor(batch.Windows.Behaviors, [length, n]).t().contiguous();
            Tensor targets = Ids(batch.Targets, n), negatives = Ids(batch.Negatives, batch.Negatives.Length);
            long start = Stopwatch.GetTimestamp();
            _adam.zero_grad();
            Tensor loss = _network.Loss(items, behaviors, targets, negatives);
            loss.backward();
            _adam.step();
            loss.ToSingle();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        public void Dispose()
        {
            _adam.Dispose();
            _network.Dispose();
        }
    }
}
