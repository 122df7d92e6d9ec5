using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>What one stage of a graph system learns.</summary>
internal sealed record GraphStage
{
    public required TrainingStage Stage { get; init; }

    /// <summary>Most epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>The weights that are moved.</summary>
    public required IReadOnlyList<(string Name, Parameter Values)> Parameters { get; init; }

    /// <summary>What is minimized: the sum of these.</summary>
    public required IReadOnlyList<IGraphTerm> Terms { get; init; }

    /// <summary>Whether held-out events end the stage and choose its epoch; otherwise all epochs are trained.</summary>
    public bool IsJudged { get; init; } = true;
}
