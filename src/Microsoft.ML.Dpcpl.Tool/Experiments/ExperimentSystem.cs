namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>One line of an experiment's tables: a trainer with its options.</summary>
internal sealed record ExperimentSystem
{
    public required string Name { get; init; }

    public required ExperimentTrainer Trainer { get; init; }

    /// <summary>The preset to begin with; null takes the trainer's defaults.</summary>
    public string? Preset { get; init; }

    /// <summary>Options by name, as text.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The system whose pre-trained backbone of the same seed is taken; its preset and options hold where none are given here.</summary>
    public string? From { get; init; }

    /// <summary>The seeds that it is run on: its own, or those of the experiment; one where every seed gives the same.</summary>
    public required int[] Seeds { get; init; }

    /// <summary>The protocol, with this system's own target.</summary>
    public required ProtocolSettings Protocol { get; init; }

    public Corruption? Corrupt { get; init; }

    public SearchSettings? Search { get; init; }

    /// <summary>The place in a grid; null where there is none.</summary>
    public GridPlace? Grid { get; init; }
}

/// <summary>Where a system stands in a grid.</summary>
/// <param name="Name">Name of the system before it was expanded.</param>
/// <param name="Values">Values by option, as text.</param>
internal sealed record GridPlace(string Name, IReadOnlyDictionary<string, string> Values);
