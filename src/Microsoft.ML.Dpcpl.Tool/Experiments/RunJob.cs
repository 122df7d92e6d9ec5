namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>One run, said in full: all that the process needs that does it.</summary>
internal sealed record RunJob
{
    public required string Id { get; init; }

    public required string System { get; init; }

    /// <summary>Name of the trainer.</summary>
    public required string Trainer { get; init; }

    public string? Preset { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }

    public required int Seed { get; init; }

    public required DataSettings Data { get; init; }

    public required ProtocolSettings Protocol { get; init; }

    public Corruption? Corrupt { get; init; }

    /// <summary>True: a trial of a search, which is judged on the validation set and never sees a test.</summary>
    public bool Trial { get; init; }

    /// <summary>True: keep the prompt vectors of some users, in the plane.</summary>
    public bool PromptPlot { get; init; }

    /// <summary>The saved model whose backbone is taken.</summary>
    public string? FromModel { get; init; }

    /// <summary>Where to save the model, when another run needs it.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Folder of checkpoints and of the validation curve; deleted when the run is done.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>The file to write the <see cref="RunResult"/> to.</summary>
    public required string ResultPath { get; init; }

    /// <summary>Everything that the result depends on, as a hash; not the program's version.</summary>
    public required string Fingerprint { get; init; }
}
