namespace Microsoft.ML.Dpcpl.Tool.Preparation;

/// <summary>How events are prepared.</summary>
internal sealed record PreparationOptions
{
    /// <summary>How the files of events are read.</summary>
    public required EventFileOptions Files { get; init; }

    /// <summary>Fewest events of a user and an item; 0 keeps all.</summary>
    public int MinInteractions { get; init; }

    /// <summary>Files that the users are shared out to; one that would get no user is left out.</summary>
    public int Parts { get; init; } = 64;

    /// <summary>Bytes of memory for the events.</summary>
    public long Memory { get; init; } = 3_000_000_000;
}
