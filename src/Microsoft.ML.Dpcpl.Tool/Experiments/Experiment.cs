namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>What an experiment file says, checked; grids are expanded, and a system stands behind the one it starts from.</summary>
internal sealed record Experiment
{
    public required string Title { get; init; }

    public required DataSettings Data { get; init; }

    public required ProtocolSettings Protocol { get; init; }

    /// <summary>Every seed that a system is run on.</summary>
    public int[] Seeds => [.. Systems.SelectMany(system => system.Seeds).Distinct()];

    /// <summary>The system that is compared with the best other one; null takes the first that learns.</summary>
    public string? Compare { get; init; }

    /// <summary>True: the prompt vectors of some users are drawn in the plane.</summary>
    public bool PromptPlot { get; init; }

    public required IReadOnlyList<ExperimentSystem> Systems { get; init; }
}
