using Microsoft.ML.Dpcpl.Networks;
using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>A graph convolution over the graph of each behavior, and the two networks that weigh users in its training; scoring needs them no more.</summary>
internal sealed class CmlNetwork : BehaviorGcnNetwork
{
    public CmlNetwork(CmlShape shape, Initialization initialization)
        : base(shape, initialization) =>
        (Ranking, Contrast) = (new UserWeights("meta.ranking", shape.Width, initialization), new UserWeights("meta.contrast", shape.Width, initialization));

    /// <summary>Weighs what ranking says of a user.</summary>
    public UserWeights Ranking { get; }

    /// <summary>Weighs what the comparison of behaviors says of a user.</summary>
    public UserWeights Contrast { get; }

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters => [.. Propagating, .. Meta];

    /// <summary>The weights of what weighs users.</summary>
    public IReadOnlyList<(string Name, Parameter Values)> Meta => [.. Ranking.Parameters, .. Contrast.Parameters];
}
