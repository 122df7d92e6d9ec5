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

    /// <summary>Every option of the trainer that is not set in another way, in the order of the help.</summary>
    public IReadOnlyList<TrainingSetting> Settings { get; } =
    [
        new(nameof(DpcplTrainer.Options.Seed), "Seed of every random choice.", "1"),
        new(nameof(DpcplTrainer.Options.Threads), "Threads of libtorch.", "libtorch's own"),
        new(nameof(DpcplTrainer.Options.Device), "cpu, cuda or cuda:0.", "a GPU if there is one"),
        new(nameof(DpcplTrainer.Options.KeepFreedMemory), "True: freed memory stays with the process while training (glibc)."),
        new(nameof(DpcplTrainer.Options.MaxSequenceLength), "Slots of a window; older events are cut."),
        new(nameof(DpcplTrainer.Options.HiddenSize), "Width of every embedding and layer."),
        new(nameof(DpcplTrainer.Options.Layers), "Number of layers."),
        new(nameof(DpcplTrainer.Options.Blocks), "Diagonal blocks of the filter's weight."),
        new(nameof(DpcplTrainer.Options.Mixer), "What mixes the slots of a window."),
        new(nameof(DpcplTrainer.Options.AttentionHeads), "Heads of the attention mixer."),
        new(nameof(DpcplTrainer.Options.TimeDecay), "True: attention's weights fall with the days between events."),
        new(nameof(DpcplTrainer.Options.AllPositions), "True: pre-training predicts at every slot; with a causal mixer."),
        new(nameof(DpcplTrainer.Options.BackboneAttributes), "True: the backbone reads the users' attributes, as the prompts do."),
        new(nameof(DpcplTrainer.Options.Streams), "How behaviors become streams."),
        new(nameof(DpcplTrainer.Options.PerBehaviorFilter), "True: a filter for each stream."),
        new(nameof(DpcplTrainer.Options.FilterActivation), "Between the two products of the filter."),
        new(nameof(DpcplTrainer.Options.Skip), "The path around the filter."),
        new(nameof(DpcplTrainer.Options.FrequencyGainKnots), "Knots of the gain per frequency; 0 switches it off."),
        new(nameof(DpcplTrainer.Options.SparsityThreshold), "Soft shrinkage of the filtered spectrum; 0 switches it off."),
        new(nameof(DpcplTrainer.Options.FeedForwardMultiplier), "Width of the feed-forward network in units of the hidden size."),
        new(nameof(DpcplTrainer.Options.ItemInitialization), "What item vectors start from."),
        new(nameof(DpcplTrainer.Options.NeighborItems), "Neighbors kept of each item for the second channel of the score; 0 switches it off."),
        new(nameof(DpcplTrainer.Options.Dropout), "Share of activations dropped in pre-training."),
        new(nameof(DpcplTrainer.Options.Tuning), "How the tuning stage works."),
        new(nameof(DpcplTrainer.Options.PromptTokens), "Prompt tokens of a layer."),
        new(nameof(DpcplTrainer.Options.Placement), "Where the prompt tokens stand."),
        new(nameof(DpcplTrainer.Options.PromptWidth), "Width of sources, factors and prompt vectors; 0 takes the hidden size."),
        new(nameof(DpcplTrainer.Options.PromptFactors), "Prompt factors of a layer, and as many shared ones."),
        new(nameof(DpcplTrainer.Options.FactorValueProjection), "True: a map of the sources for each layer's factors."),
        new(nameof(DpcplTrainer.Options.TokenProjection), "The map from a prompt to its tokens."),
        new(nameof(DpcplTrainer.Options.TokenRank), "Rank of a low-rank token map; 0 takes an eighth of the hidden size."),
        new(nameof(DpcplTrainer.Options.BehaviorHistoryLength), "Newest events of each behavior that prompts read."),
        new(nameof(DpcplTrainer.Options.PromptHistory), "The events that prompts are generated from."),
        new(nameof(DpcplTrainer.Options.Personalized), "False: one prompt for all users."),
        new(nameof(DpcplTrainer.Options.Progressive), "False: prompts below the first layer only."),
        new(nameof(DpcplTrainer.Options.CompactnessWeight), "Weight of the compactness regularizer."),
        new(nameof(DpcplTrainer.Options.FactorCompactness), "Weight of the prompt factors in the regularizer."),
        new(nameof(DpcplTrainer.Options.PromptCompactness), "Weight of the layers' prompts in the regularizer."),
        new(nameof(DpcplTrainer.Options.IntraLayerCompactness), "Weight of drawing different users' prompts together."),
        new(nameof(DpcplTrainer.Options.CompactnessEpsilonSquared), "Squared precision of the coding rate."),
        new(nameof(DpcplTrainer.Options.CompactnessSign), "Sign of the regularizer."),
        new(nameof(DpcplTrainer.Options.Loss), "The ranking objective of both stages."),
        new(nameof(DpcplTrainer.Options.Negatives), "Sampled negatives."),
        new(nameof(DpcplTrainer.Options.GBceCalibration), "Calibration of gbce."),
        new(nameof(DpcplTrainer.Options.BehaviorSoftmax), "True: softmax over the next behavior; false: BPR."),
        new(nameof(DpcplTrainer.Options.BehaviorLossWeight), "Weight of the behavior term in pre-training."),
        new(nameof(DpcplTrainer.Options.FutureWindow), "Events after the cut that a pre-training window predicts."),
        new(nameof(DpcplTrainer.Options.CutsPerUser), "Windows drawn from each user in an epoch of pre-training."),
        new(nameof(DpcplTrainer.Options.WeightByLength), "True: cuts in proportion to a user's events."),
        new(nameof(DpcplTrainer.Options.TimeSplit), "How the end of the pre-training segment is drawn.", splitDefault),
        new(nameof(DpcplTrainer.Options.PretrainingShare), "Share of the events in the pre-training segment.", splitDefault),
        new(nameof(DpcplTrainer.Options.PretrainingScope), "Which events pre-training may learn from."),
        new(nameof(DpcplTrainer.Options.ContextFill), "What fills the slots that the tuning segment leaves free."),
        new(nameof(DpcplTrainer.Options.BatchSize), "Windows of one step."),
        new(nameof(DpcplTrainer.Options.LearningRate), "Step size in pre-training and full fine-tuning."),
        new(nameof(DpcplTrainer.Options.ItemLearningRate), "Step size of the item table's rows."),
        new(nameof(DpcplTrainer.Options.PromptLearningRate), "Step size in prompt tuning."),
        new(nameof(DpcplTrainer.Options.GradientClipping), "Largest norm of a step's gradient; 0 switches clipping off."),
        new(nameof(DpcplTrainer.Options.PretrainingEpochs), "Largest number of pre-training epochs."),
        new(nameof(DpcplTrainer.Options.TuningEpochs), "Largest number of tuning epochs."),
        new(nameof(DpcplTrainer.Options.RefitEpochs), "Epochs over training and validation events together, after validation has done its work."),
        new(nameof(DpcplTrainer.Options.Patience), "Epochs without a better validation figure after which a stage ends."),
        new(nameof(DpcplTrainer.Options.ValidationUsers), "Users ranked after an epoch; 0 takes all."),
    ];

    public void AddTo(Command command)
    {
        Choice.Restrict(_preset, "best", "paper");
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
        DpcplTrainer.Options options = DpcplTrainer.Options.FromPreset(parsed.GetValue(_preset) == "paper" ? DpcplPreset.Paper : DpcplPreset.Best);
        if (parsed.GetValue(_epochs) is { } epochs)
            (options.PretrainingEpochs, options.TuningEpochs) = (epochs, epochs);
        if (from is not null)
            Protocol.Keep(from, options);
        foreach (TrainingSetting setting in Settings)
            setting.Apply(parsed, options);
        options.CheckpointFolder = parsed.GetValue(_checkpoint);
        options.CancellationToken = stop;
        return options;
    }
}
