using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>What one stage of a graph system learns.</summary>
internal sealed record GraphStage
{
    public required TrainingStage Stage { get; init; }

    /// <summary>Most epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Prepares the network for the stage, by the id of the target behavior; the same network is prepared in the same way.</summary>
    public Action<byte>? Begin { get; init; }

    /// <summary>The weights that are moved.</summary>
    public required IReadOnlyList<(string Name, Parameter Values)> Parameters { get; init; }

    /// <summary>What is minimized: the sum of these.</summary>
    public required IReadOnlyList<IGraphTerm> Terms { get; init; }

    /// <summary>Whether held-out events end the stage and choose its epoch; otherwise all epochs are trained.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>Whether an epoch has to rank held-out events better than what the stage begins with; otherwise the best epoch is kept, however bad.</summary>
    public bool HasRival { get; init; }
}
