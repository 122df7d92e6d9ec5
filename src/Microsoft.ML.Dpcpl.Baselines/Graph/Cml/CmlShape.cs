using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cml;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("CML", typeof(CmlShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>The sizes of a <see cref="CmlNetwork"/>, as they stand in model files.</summary>
/// <inheritdoc cref="BehaviorGcnShape"/>
internal sealed record CmlShape(int Users, int Items, int Width, int Layers, int Behaviors, bool RawAdjacency)
    : BehaviorGcnShape(Users, Items, Width, Layers, Behaviors, RawAdjacency)
{
    public override GraphNetwork Create(Initialization initialization) => new CmlNetwork(this, initialization);
}
