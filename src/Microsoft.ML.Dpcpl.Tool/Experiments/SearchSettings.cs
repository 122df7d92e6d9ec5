namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A search for options. Trials are judged on the validation set alone; they never see a test.</summary>
internal sealed record SearchSettings
{
    public SearchMethod Method { get; init; }

    /// <summary>Settings that are tried, at least 1.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>Seed of the draws from the space, and of the trials' training.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>One in so many trials goes on to the next round, which has so many times the epochs; at least 2.</summary>
    public int Eta { get; init; } = 3;

    /// <summary>Epochs of the first round of successive halving.</summary>
    public int FirstEpochs { get; init; } = 2;

    public required IReadOnlyList<SearchDimension> Space { get; init; }
}
