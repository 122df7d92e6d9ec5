using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Mbgcn;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("MBGCN", typeof(MbgcnShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Mbgcn;

/// <summary>The sizes of a <see cref="MbgcnNetwork"/>, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Behaviors">B.</param>
/// <param name="Neighbors">Items near an item that count, under each behavior.</param>
/// <param name="Relevance">Weight of what items say of items.</param>
internal sealed record MbgcnShape(
    int Users, int Items, int Width, [property: Within(1, 255)] int Behaviors, [property: Within(1, 1000)] int Neighbors, [property: Within(0, 100)] double Relevance)
    : GraphShape(Users, Items, Width)
{
    public override int ScoringWidth => 2 * Width * (1 + Behaviors);

    public override void Validate(int behaviors)
    {
        base.Validate(behaviors);
        RequireBehaviors(Behaviors, behaviors);
    }

    public override GraphNetwork Create(Initialization initialization) => new MbgcnNetwork(this, initialization);
}
