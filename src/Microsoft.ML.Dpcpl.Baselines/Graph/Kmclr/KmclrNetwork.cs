using Microsoft.ML.Dpcpl.Networks;
using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>A graph convolution over the graph of each behavior and, where something is known of items, what that says along the graph of the target: vectors are both, in shares.</summary>
internal sealed class KmclrNetwork : BehaviorGcnNetwork
{
    private readonly KmclrShape _shape;

    public KmclrNetwork(KmclrShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        _shape = shape;
        Knowledge = shape.Entities == 0 ? null : new KnowledgeVectors(shape, initialization, Kept);
    }

    /// <summary>Null where nothing is known of items.</summary>
    public KnowledgeVectors? Knowledge { get; }

    /// <summary>Id of the target behavior.</summary>
    public int Target => _shape.Target;

    public override IReadOnlyList<(string Name, Parameter Values)> Propagating => [.. base.Propagating, .. Knowledge?.Parameters ?? []];

    public override IGraphPass Over(BehaviorGraphs graphs) => new KmclrPass(this, _shape, graphs, null);

    /// <summary>The convolution alone.</summary>
    public BehaviorGcnPass Convolution(BehaviorGraphs graphs) => (BehaviorGcnPass)base.Over(graphs);
}
