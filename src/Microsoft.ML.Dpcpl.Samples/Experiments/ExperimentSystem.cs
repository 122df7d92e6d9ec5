namespace Microsoft.ML.Dpcpl.Samples.Experiments;

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

    /// <summary>The protocol, with this system's own target.</summary>
    public required ProtocolSettings Protocol { get; init; }

    public Corruption? Corrupt { get; init; }

    public SearchSettings? Search { get; init; }
}
