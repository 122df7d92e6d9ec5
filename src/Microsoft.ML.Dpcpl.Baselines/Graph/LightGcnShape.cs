using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("LightGCN", typeof(LightGcnShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>The sizes of a <see cref="LightGcnNetwork"/>.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">K: steps of propagation.</param>
internal record LightGcnShape(int Users, int Items, int Width, [property: Within(1, 8)] int Layers) : GraphShape(Users, Items, Width)
{
    public override GraphNetwork Create(Initialization initialization) => new LightGcnNetwork(this, initialization);
}
