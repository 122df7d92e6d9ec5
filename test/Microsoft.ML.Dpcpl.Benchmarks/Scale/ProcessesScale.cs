using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// Epochs of pre-training DPCPL on a log, alone or started by mpirun: <c>-- scale processes EVENTS --target BEHAVIOR [--users N] [--batch B] [--epochs E] [--threads T]</c>. Says of the fastest epoch
/// after the first one what training and validation took, and of a step what process 0 gave and how long the exchange took, waiting among it.
/// </summary>
internal static class ProcessesScale
{
    public static void Run(string[] args)
    {
        string Option(string name, string fallback) => Array.IndexOf(args, name) is >= 0 and int at ? args[at + 1] : fallback;
        int epochs = int.Parse(Option("--epochs", "4")), threads = int.Parse(Option("--threads", "1")), batch = int.Parse(Option("--batch", "32")), users = int.Parse(Option("--users", "6000"));
        var ml = new MLContext(1);
        IDataView events = ml.Data.SampleUsers(ml.Data.LoadBehaviorEvents(args[0]), users);
        SequenceSplit split = ml.Data.LeaveOneOutSplit(ml.Transforms.BehaviorSequences().Fit(events).Transform(events), Option("--target", "buy"), negativeCount: 0);
        MpiDistribution? joined = MpiDistribution.IsLaunched ? MpiDistribution.Join() : null;
        WatchedDistribution? watched = joined is null ? null : new WatchedDistribution(joined);
        var options = new DpcplTrainer.Options
        {
            TargetBehavior = Option("--target", "buy"),
            Seed = 1,
            Threads = threads,
            BatchSize = batch,
            PretrainingEpochs = epochs,
            Patience = epochs,
            Tuning = TuningMode.None,
            FoldInEvents = 0,
            NeighborItems = 0,
            Distributed = watched,
        };
        using var clock = new EpochClock();
        using NeuralTransformer model = ml.Recommendation().Trainers.Dpcpl(options).Fit(split.TrainSet, split.ValidationSet);
        if (joined is not { Rank: > 0 })
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{{ \"processes\": {joined?.Size ?? 1}, \"threads\": {threads}, \"batch\": {batch}, \"steps\": {clock.Steps}, \"training\": {clock.Training:0.000}, \"validation\": {clock.Validation:0.000}, \"denseBytes\": {watched?.DenseBytes ?? 0}, \"rowBytes\": {watched?.RowBytes ?? 0}, \"exchange\": {watched?.Milliseconds ?? 0:0.000} }}"));
        }

        joined?.Leave();
    }

    /// <summary>When steps and epochs end.</summary>
    private sealed class EpochClock : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(double Training, double Validation)> _epochs = [];
        private long _epochStart = Stopwatch.GetTimestamp(), _lastStep;
        private int _steps;

        public EpochClock()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LibraryMeter.Name && instrument.Name is "dpcpl.training.steps" or "dpcpl.training.epochs")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, _, _, _) =>
            {
                long now = Stopwatch.GetTimestamp();
                if (instrument.Name == "dpcpl.training.steps")
                {
                    (_lastStep, _steps) = (now, _steps + 1);
                    return;
                }

                _epochs.Add((Stopwatch.GetElapsedTime(_epochStart, _lastStep).TotalSeconds, Stopwatch.GetElapsedTime(_lastStep, now).TotalSeconds));
                (_epochStart, Steps, _steps) = (now, _steps, 0);
            });
            _listener.Start();
        }

        /// <summary>Of an epoch.</summary>
        public int Steps { get; private set; }

        /// <summary>Seconds of the fastest epoch after the first one, and of its validation.</summary>
        public double Training => Fastest.Training;

        public double Validation => Fastest.Validation;

        private (double Training, double Validation) Fastest => _epochs.Skip(1).MinBy(epoch => epoch.Training + epoch.Validation);

        public void Dispose() => _listener.Dispose();
    }
}
