using Microsoft.ML.Dpcpl.Tool.Output;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The main job: statistics, floors, training, saving, metrics beside the floors, report.</summary>
internal sealed class TrainingJob(MLContext ml, Terminal terminal)
{
    /// <summary>Made with the job: what is no text is read before it runs.</summary>
    private readonly Phases _phases = new(terminal, ml);

    /// <summary>The report's title, given the target behavior.</summary>
    public required Func<string, string> Title { get; init; }

    /// <summary>The command line as it was typed.</summary>
    public required string Command { get; init; }

    public required DataSource Source { get; init; }

    public required DpcplTrainer.Options Options { get; init; }

    public required string ModelPath { get; init; }

    public string? ReportPath { get; init; }

    /// <summary>A folder for pictures; null draws none.</summary>
    public string? PlotsPath { get; init; }

    /// <summary>A folder for TensorBoard; null writes nothing.</summary>
    public string? TensorBoardPath { get; init; }

    public int TestNegatives { get; init; } = 100;

    /// <summary>What becomes of held-out events on items that <see cref="From"/> does not know.</summary>
    public UnknownItemPolicy UnknownItems { get; init; }

    /// <summary>A saved model whose backbone is kept; null trains one.</summary>
    public SavedModel? From { get; init; }

    public TrainingOutcome Run()
    {
        // Scoring, too, goes with the threads that were asked for.
        using var threads = HostState.Leave(Options.Threads);
        var view = new ProgressView(terminal);
        Options.Progress = TensorBoardPath is { } board ? new TensorBoardLog(board, view) : view;
        Options.AttributeColumnNames = From is null ? Source.Attributes : [.. From.Dpcpl.Model.AttributeNames];
        // Made before anything is read: it checks the options.
        DpcplTrainer trainer = ml.Recommendation().Trainers.Dpcpl(Options);
        if (Options.Device is { } device)
            TorchDevice.Resolve(device);
        trainer.CheckCheckpoints(pretrains: From is null);
        Prepared prepared = Prepared.Make(ml, terminal, _phases, Source, Protocol.Of(Options, TestNegatives, UnknownItems), From?.Features);
        // Where no target was named, only the data say which one it is.
        Options.TargetBehavior = prepared.Split.TargetBehavior;
        trainer = ml.Recommendation().Trainers.Dpcpl(Options);
        trainer.CheckCheckpoints(pretrains: From is null);
        trainer.CheckCheckpoints(pretrains: From is null, prepared.Split.TrainSet, prepared.Split.ValidationSet);
        if (Options.Distributed is { Rank: > 0 })
            return new TrainingOutcome(Source, prepared.Features, Train(trainer, view, prepared));
        RequireSpace(prepared.ItemCount);

        terminal.Heading("Floors");
        IReadOnlyList<MethodResult> floors = _phases.Measure("Floors", () => Measurement.Floors(ml, prepared, Options.CancellationToken));
        terminal.Write(MetricsTable.Of(floors));

        terminal.Heading(From is null ? "Training" : "Tuning the saved backbone");
        List<string> notes = [];
        LibraryNotes.OfTraining(ml, notes.Add);
        NeuralTransformer dpcpl = Train(trainer, view, prepared);
        notes.ForEach(terminal.Line);
        List<string> remarks = [.. prepared.Note is { } note ? (string[])[note] : [], .. notes];
        if (Options.CancellationToken.IsCancellationRequested)
        {
            remarks.Add("The run was stopped early; this is the best model until then.");
            terminal.Line(remarks[^1]);
        }
        _phases.Measure("Saving", () =>
        {
            SavedModel.Save(ml, prepared.Features, dpcpl, Source, ModelPath);
            return true;
        });

        terminal.Heading("Result");
        TrainingSummary summary = dpcpl.Model.Summary;
        MethodResult model = _phases.Measure("Evaluation", () => Measurement.Model(ml, prepared, dpcpl));
        MethodResult[] results = [.. floors, model];
        terminal.Write(MetricsTable.Of(results));
        terminal.Line(MetricsTable.Legend(model.Metrics, Options.RepeatPolicy));
        terminal.Line($"{summary.Parameters} parameters, {summary.TunedParameters} of them tuned for '{Options.TargetBehavior}'; model saved to {ModelPath}");
        if (Source.Items is not null)
            terminal.Line(ItemColumns.Describe(summary));
        terminal.Line($"{_phases.Times.Sum(phase => phase.Time.TotalSeconds):0.0} s, peak memory {Figures.Megabytes(Machine.PeakMemoryBytes())}");

        var plots = new PlotFolder(PlotsPath, terminal);
        plots.Add(prepared.Counts);
        plots.Add("learning-curve", () => DpcplPlots.LearningCurve(dpcpl.Model.LearningCurve));
        plots.Add(results, dpcpl.Transform(prepared.Split.TestSet));
        if (Options.Mixer != SequenceMixer.Attention)
            plots.Add("frequency-response", () => DpcplPlots.FrequencyResponse(dpcpl.Model));
        if (summary.BestTuningEpoch > 0 && Options.Personalized)
        {
            plots.Add("prompts", () => DpcplPlots.PromptsPlane(dpcpl.Model, prepared.Split.TestSet));
            plots.Add("gates", () => DpcplPlots.PromptGates(dpcpl.Model, prepared.Split.TestSet));
        }

        plots.Report();

        if (ReportPath is not null)
        {
            ReportWriter.Write(
                new RunReport
                {
                    Title = Title(prepared.Split.TargetBehavior),
                    Command = Command,
                    Statistics = prepared.Statistics,
                    Protocol = prepared.Protocol,
                    Results = results,
                    Parameters = summary.Parameters,
                    TunedParameters = summary.TunedParameters,
                    Epochs = Epochs(summary),
                    Phases = _phases.Times,
                    PeakMemoryBytes = Machine.PeakMemoryBytes(),
                    Machine = Machine.Description,
                    Remarks = remarks,
                },
                ReportPath);
        }
        return new TrainingOutcome(Source, prepared.Features, dpcpl);
    }

    /// <summary>Most of what is written are vectors of items: one of each in the model, and in a checkpoint their moments and the best ones, too.</summary>
    private void RequireSpace(long items)
    {
        long table = items * Options.HiddenSize * sizeof(float);
        // Weights hardly get smaller in a zip.
        FreeSpace.Require(ModelPath, table * 4 / 5, "the model");
        if (Options.CheckpointFolder is { } folder && From is null && Options.PretrainingEpochs > 0)
            FreeSpace.Require(folder, table * 4, "checkpoints in");
    }

    private static string Epochs(TrainingSummary summary) =>
        $"pre-training {summary.PretrainingEpochs} (kept: {summary.BestPretrainingEpoch}), tuning {summary.TuningEpochs} (kept: {summary.BestTuningEpoch})";

    private NeuralTransformer Train(DpcplTrainer trainer, ProgressView view, Prepared prepared)
    {
        using NeuralTransformer fitted = view.Show(() => trainer.Fit(prepared.Split.TrainSet, prepared.Split.ValidationSet, pretrained: From?.Dpcpl.Model));
        if (fitted.Model.Summary.PretrainingEpochs > 0)
            _phases.Add("Pre-training", fitted.Model.Summary.PretrainingTime);
        _phases.Add("Tuning", fitted.Model.Summary.TuningTime);
        // The floors know the validation events too.
        NeuralTransformer refitted = _phases.Measure("Refitting", () => view.Show(() => trainer.Refit(fitted.Model, prepared.Split.TrainValidationSet)), says: false);
        if (Options.Distributed is { } processes)
            terminal.Line(MpiRun.Describe(processes, refitted.Model.Network));
        return refitted;
    }
}
