namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A setting that a search tried.</summary>
internal sealed record Trial
{
    public required string System { get; init; }

    public required int Number { get; init; }

    /// <summary>Round of successive halving, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Largest number of epochs of the round; null: those of the options.</summary>
    public int? Epochs { get; init; }

    /// <summary>What was drawn from the space.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>NDCG@10 of the full ranking on validation; null when the trial failed.</summary>
    public double? ValidationNdcg { get; init; }

    public string? Failed { get; init; }

    public double Seconds { get; init; }

    /// <summary>True for the one whose options the system is run with.</summary>
    public bool Chosen { get; init; }
}
