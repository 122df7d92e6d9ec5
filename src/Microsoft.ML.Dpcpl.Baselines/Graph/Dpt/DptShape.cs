using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("DPT", typeof(DptShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;

/// <summary>The sizes of a <see cref="DptNetwork"/>, as they stand in model files.</summary>
/// <inheritdoc cref="BehaviorGcnShape"/>
internal sealed record DptShape(int Users, int Items, int Width, int Layers, int Behaviors, bool RawAdjacency)
    : BehaviorGcnShape(Users, Items, Width, Layers, Behaviors, RawAdjacency)
{
    public override GraphNetwork Create(Initialization initialization) => new DptNetwork(this, initialization);
}
