using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A network over one graph, which is prepared once for many passes.</summary>
internal interface IGraphPass
{
    /// <summary>The same over a part of the graph.</summary>
    IGraphPass Over(BehaviorGraphs part);

    /// <summary>Vectors of all users [U, d'] and items [V + 1, d'], with gradients of the weights.</summary>
    (Tensor Users, Tensor Items) Propagate();

    /// <summary>What the network makes of the graph, to score by.</summary>
    GraphVectors Vectors();
}
