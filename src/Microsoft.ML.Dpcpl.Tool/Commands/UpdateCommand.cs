using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Yesterday's model and today's events: tomorrow's model.</summary>
internal sealed class UpdateCommand : Command
{
    private const string All = "all", New = "new";

    private readonly Option<string> _model = new("--model") { Description = "The model of before.", HelpName = "file.zip", Required = true };
    private readonly DataArguments _data = new();
    private readonly Option<string?> _events = new("--events")
    {
        Description = "What --data holds: new, events that came after those of the model, which are counted beside them; or all, the whole log up to now, which is counted anew. [default: new]",
        HelpName = $"{New}|{All}",
    };

    private readonly Option<string?> _users = new("--users") { Description = "Attributes of further users, or newer ones: a table with the columns of the model's.", HelpName = "file" };
    private readonly ItemArguments _items = new("Attributes of further items, or newer ones: a table with the columns of the model's.");
    private readonly Option<string> _output = new("--output") { Description = "The model file to write.", HelpName = "file.zip", Required = true };
    private readonly TrainingSetting[] _settings = [.. ((string[])
    [
        nameof(DpcplTrainer.Options.RefitEpochs), nameof(DpcplTrainer.Options.FoldInEvents), nameof(DpcplTrainer.Options.PromptLearningRate),
        nameof(DpcplTrainer.Options.LearningRate), nameof(DpcplTrainer.Options.ItemLearningRate), nameof(DpcplTrainer.Options.Threads), nameof(DpcplTrainer.Options.Device),
    ]).Select(name => new TrainingSetting(OptionProperty.Of(typeof(DpcplTrainer.Options), name)))];

    private readonly LogOption _log = new();

    public UpdateCommand()
        : base("update", "Teach a saved model the events that came since, new items and users among them.")
    {
        Choice.Restrict(_events, New, All);
        Add(_model);
        _data.AddTo(this);
        Add(_events);
        Add(_users);
        _items.AddTo(this);
        Add(_output);
        foreach (TrainingSetting setting in _settings)
            Add(setting.Option);
        Add(_log);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        string? users = parsed.GetValue(_users);
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_users.Name, users);
        outputs.Spare(_items.Name, _items.Path(parsed));
        // The model of before may be written over: it is read to its end before that, and the new one is moved into place.
        outputs.TakeFile(_output.Name, parsed.GetRequiredValue(_output));
        outputs.TakeFile(_log.Name, _log.Path(parsed));
        using Terminal terminal = _log.Open(parsed);
        var ml = new MLContext(1);
        List<string> notes = [];
        LibraryNotes.OfGrouping(ml, notes.Add);
        LibraryNotes.OfTraining(ml, notes.Add);
        using SavedModel model = SavedModel.Load(ml, _model.Name, parsed.GetRequiredValue(_model));
        var view = new ProgressView(terminal);
        DpcplTrainer trainer = ml.Recommendation().Trainers.Dpcpl(OptionsOf(parsed, model.Dpcpl.Model, view, stop));
        var phases = new Phases(terminal, ml);
        DataSettings data = _items.AddTo(_data.Settings(parsed), parsed) with { Users = users };
        DataSource source = (data with { ItemColumns = data.ItemColumns ?? ItemColumns.Of(model.Sequences) }).Read(ml);
        BehaviorSequencesTransformer features = phases.Measure("Reading and grouping", () => model.Sequences.Extend(source.Events, source.Users, itemAttributes: source.Items));
        IDataView sequences = features.Transform(source.Events);
        RefitEvents scope = parsed.GetValue(_events) == All ? RefitEvents.All : RefitEvents.New;
        using NeuralTransformer updated = phases.Measure("Update", () => view.Show(() => trainer.Refit(model.Dpcpl.Model, sequences, scope)), says: false);
        phases.Measure("Saving", () =>
        {
            SavedModel.Save(ml, features, updated, source, parsed.GetRequiredValue(_output));
            return true;
        });
        notes.ForEach(terminal.Line);
        SequenceStatistics statistics = ml.Data.SequenceStatistics(sequences);
        terminal.Line($"{statistics.EventCount} events of {statistics.UserCount} users; model saved to {parsed.GetRequiredValue(_output)}");
        terminal.Line($"{phases.Times.Sum(phase => phase.Time.TotalSeconds):0.0} s, peak memory {Figures.Megabytes(Machine.PeakMemoryBytes())}");
        return Task.FromResult(CommandLine.Success);
    }

    /// <summary>The options that the model was trained with, as far as it tells them, and those of the command line.</summary>
    private DpcplTrainer.Options OptionsOf(ParseResult parsed, NeuralModelParameters model, ProgressView view, CancellationToken stop)
    {
        var options = new DpcplTrainer.Options
        {
            Seed = 1,
            TargetBehavior = model.TargetBehavior,
            AttributeColumnNames = [.. model.AttributeNames],
            MaxSequenceLength = model.Recipe.Length,
            // The model keeps its own; the option must fit into its windows.
            PromptTokens = Math.Clamp(model.Recipe.PromptTokens, 1, Math.Max(1, model.Recipe.Length / 2)),
            Progress = view,
            CancellationToken = stop,
        };
        Protocol.Keep(model.Summary, options);
        foreach (TrainingSetting setting in _settings)
            setting.Apply(parsed, options);
        return options;
    }
}
