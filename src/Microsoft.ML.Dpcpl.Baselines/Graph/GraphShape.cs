using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("LightGCN", typeof(GraphShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>The sizes of a <see cref="GraphNetwork"/>, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">K: steps of propagation.</param>
internal record GraphShape(
    [property: Within(1, int.MaxValue)] int Users,
    [property: Within(1, int.MaxValue - 1)] int Items,
    [property: Within(1, 4096)] int Width,
    [property: Within(1, 8)] int Layers)
{
    /// <summary>A network of this shape.</summary>
    public virtual GraphNetwork Create(Initialization initialization) => new(this, initialization);
}
