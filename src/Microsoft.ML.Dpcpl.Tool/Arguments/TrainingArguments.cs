using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>The trainer's options on the command line: a preset, and every option by its name.</summary>
/// <param name="splitDefault">What the help says of the time split that holds when none is given; null shows the trainer's defaults.</param>
internal sealed class TrainingArguments(string? splitDefault = null)
{
    public const string OfTheModel = "the model's";

    private readonly Option<string?> _preset = new("--preset")
    {
        Description = "Settings to begin with: best is what measured best, paper is the paper as written. [default: best]",
        HelpName = "best|paper",
    };

    private readonly Option<int?> _epochs = new("--epochs")
    {
        Description = "Largest number of epochs of both stages; --pretraining-epochs and --tuning-epochs set them apart.",
        HelpName = "number",
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Folder for checkpoints, one after every epoch; the same command goes on there.",
        HelpName = "folder",
    };

    /// <summary>Set in another way, by --target, --repeat and --checkpoint, or of no use here: the program always has a validation set.</summary>
    private static readonly string[] s_setElsewhere =
        [nameof(DpcplTrainer.Options.TargetBehavior), nameof(DpcplTrainer.Options.RepeatPolicy), nameof(DpcplTrainer.Options.CheckpointFolder), nameof(DpcplTrainer.Options.HeldOutUsers)];

    /// <summary>Every option of the trainer that is not set in another way, in the order of the class.</summary>
    public IReadOnlyList<TrainingSetting> Settings { get; } =
    [
        .. OptionProperty.AllOf(typeof(DpcplTrainer.Options)).Where(option => !option.IsColumn && !s_setElsewhere.Contains(option.Property))
            .Select(option => new TrainingSetting(option, Shown(option.Property, splitDefault))),
    ];

    /// <summary>Events that users and items must have: the paper has its data as 20-cores (section 5.1.1).</summary>
    public int Core(ParseResult parsed) => Preset(parsed) == DpcplPreset.Paper ? 20 : 0;

    /// <summary>The option that names the folder of checkpoints.</summary>
    public string CheckpointName => _checkpoint.Name;

    public string? Checkpoint(ParseResult parsed) => parsed.GetValue(_checkpoint);

    public void AddTo(Command command)
    {
        Choice.Restrict(_preset, "best", "paper");
        Numbers.Restrict(_epochs);
        command.Add(_preset);
        command.Add(_epochs);
        command.Add(_checkpoint);
        foreach (TrainingSetting setting in Settings)
            command.Add(setting.Option);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="stop">Ends training early.</param>
    /// <param name="from">The training that is gone on from: its protocol holds, whatever the preset, unless an option says otherwise.</param>
    public DpcplTrainer.Options Read(ParseResult parsed, CancellationToken stop, TrainingSummary? from = null)
    {
        DpcplTrainer.Options options = DpcplTrainer.Options.FromPreset(Preset(parsed));
        if (parsed.GetValue(_epochs) is { } epochs)
            (options.PretrainingEpochs, options.TuningEpochs) = (epochs, epochs);
        if (from is not null)
            Protocol.Keep(from, options);
        foreach (TrainingSetting setting in Settings)
            setting.Apply(parsed, options);
        options.CheckpointFolder = Checkpoint(parsed);
        options.CancellationToken = stop;
        return options;
    }

    private DpcplPreset Preset(ParseResult parsed) => parsed.GetValue(_preset) == "paper" ? DpcplPreset.Paper : DpcplPreset.Best;

    /// <summary>What the help shows in the place of the default of the class: what the program does when the option is not given.</summary>
    private static string? Shown(string property, string? splitDefault) => property switch
    {
        nameof(DpcplTrainer.Options.Seed) => "1",
        nameof(DpcplTrainer.Options.Device) => "a GPU if there is one",
        nameof(DpcplTrainer.Options.Threads) => "libtorch's own",
        nameof(DpcplTrainer.Options.TimeSplit) or nameof(DpcplTrainer.Options.PretrainingShare) or nameof(DpcplTrainer.Options.PretrainingScope) => splitDefault,
        _ => null,
    };
}
