using System.Diagnostics;
using Microsoft.ML.Dpcpl.Tool.Output;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Does one run, in this process.</summary>
internal static class RunExecution
{
    private const int PromptUsers = 300;

    /// <param name="job">The run.</param>
    /// <param name="terminal">Receives what a log should hold.</param>
    /// <param name="progress">Receives the training's progress.</param>
    /// <param name="stop">Ends the run; its checkpoint stays.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static RunResult Run(RunJob job, Terminal terminal, RunProgress progress, CancellationToken stop)
    {
        ExperimentTrainer trainer = TrainerRegistry.Find(job.Trainer, job.System);
        object options = trainer.Create(job.Preset, job.Options, job.System);
        SortedDictionary<string, string> described = trainer.Describe(options);
        using var threads = HostState.Leave((options as NeuralTrainerOptions)?.Threads);
        var ml = new MLContext(job.Seed);
        using SavedModel? from = job.FromModel is null ? null : SavedModel.Load(ml, "the model", job.FromModel);
        var phases = new Phases(terminal, ml);
        DataSource source = job.Data.Read(ml);
        Prepared prepared = Prepared.Make(ml, terminal, phases, source, job.Protocol.Split(), from?.Features);
        (IDataView trainSet, IDataView trainValidationSet, long? corrupted) = TrainingSets(job, prepared.Split);
        var setup = new TrainingSetup
        {
            Ml = ml,
            Job = job,
            Source = source,
            Prepared = prepared,
            TrainSet = trainSet,
            TrainValidationSet = trainValidationSet,
            From = from,
            Progress = progress,
            Stop = stop,
        };
        setup.Complete(options);
        terminal.Heading("Training");
        var watch = Stopwatch.StartNew();
        using TrainedSystem trained = trainer.Train(setup, options);
        TimeSpan training = watch.Elapsed;
        // What an early end gives is no result of this experiment; the checkpoint is there to go on from.
        stop.ThrowIfCancellationRequested();
        AddTraining(phases, trained.Summary, training);
        if (job.ModelPath is not null)
        {
            phases.Measure("Saving", () =>
            {
                trained.Save(job.ModelPath);
                return true;
            });
        }
        RunResult result = phases.Measure("Evaluation", () => new RunResult
        {
            Id = job.Id,
            System = job.System,
            Trainer = job.Trainer,
            Target = prepared.Split.TargetBehavior,
            Seed = job.Seed,
            Fingerprint = job.Fingerprint,
            Validation = trained.Validate() is { } validation ? RankingFigures.Of(validation) : null,
            Methods = job.Trial ? [] : [.. trained.Test().Select(method => new MethodFigures(method.Name, RankingFigures.Of(method.Metrics)))],
        });
        return result with
        {
            Curve = progress.Curve,
            Prompts = job.PromptPlot && trained.Prompts(PromptUsers) is { } prompts ? PromptPoint.Plane(prompts) : null,
            Parameters = trained.Summary?.Parameters,
            TunedParameters = trained.Summary?.TunedParameters,
            PretrainingEpochs = trained.Summary?.PretrainingEpochs,
            BestPretrainingEpoch = trained.Summary?.BestPretrainingEpoch,
            TuningEpochs = trained.Summary?.TuningEpochs,
            BestTuningEpoch = trained.Summary?.BestTuningEpoch,
            Seconds = phases.Times.ToDictionary(phase => phase.Name, phase => Math.Round(phase.Time.TotalSeconds, 3)),
            PeakMemoryBytes = Machine.PeakMemoryBytes(),
            Commit = Build.Commit,
            Machine = Machine.Description,
            Preset = job.Preset,
            Options = described,
            Corrupt = job.Corrupt,
            CorruptedEvents = corrupted,
            Data = [.. prepared.Statistics.Select(pair => new Pair(pair.Name, pair.Value))],
            Protocol = [.. prepared.Protocol.Select(pair => new Pair(pair.Name, pair.Value))],
            Remarks = [.. Remarks(prepared.Split.TargetBehavior, from, trained.Summary)],
        };
    }

    /// <summary>Noise goes into what is learned from, never into the histories that are validated and tested on.</summary>
    internal static (IDataView Train, IDataView TrainValidation, long? Corrupted) TrainingSets(RunJob job, SequenceSplit split)
    {
        if (job.Corrupt is not { } corruption)
            return (split.TrainSet, split.TrainValidationSet, null);
        var train = new CorruptedView(split.TrainSet, corruption, job.Seed);
        return (train, new CorruptedView(split.TrainValidationSet, corruption, job.Seed), train.Count);
    }

    private static void AddTraining(Phases phases, TrainingSummary? summary, TimeSpan training)
    {
        if (summary is null)
        {
            phases.Add("Training", training);
            return;
        }
        phases.Add("Pre-training", summary.PretrainingTime);
        phases.Add("Tuning", summary.TuningTime);
        // What belongs to neither stage, such as reading the sequences. A run that was interrupted spent less time than its stages.
        TimeSpan rest = training - summary.PretrainingTime - summary.TuningTime;
        if (rest > TimeSpan.Zero)
            phases.Add("Rest of training", rest);
    }

    private static IEnumerable<string> Remarks(string target, SavedModel? from, TrainingSummary? summary)
    {
        if (summary is { TuningEpochs: > 0, BestTuningEpoch: 0 })
            yield return "tuning does not rank the validation events better than the pre-trained network does, or not clearly: that is used as it is";
        if (from is not null && from.Dpcpl.Model.TargetBehavior != target && from.Dpcpl.Model.Summary.PretrainingScope == PretrainingScope.AllTrainingEvents)
        {
            yield return $"the backbone was trained for '{from.Dpcpl.Model.TargetBehavior}' on all training events, held-out '{target}' events possibly among them; " +
                "take pretraining-scope pretraining-segment for a clean comparison";
        }
    }
}
