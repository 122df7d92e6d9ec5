using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>The sizes of a <see cref="BehaviorGcnNetwork"/>.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">K: steps of propagation.</param>
/// <param name="Behaviors">B.</param>
/// <param name="RawAdjacency">Whether neighbors are summed; otherwise each is divided by the root of the neighbors that both ends have.</param>
internal abstract record BehaviorGcnShape(int Users, int Items, int Width, [property: Within(1, 8)] int Layers, [property: Within(1, 255)] int Behaviors, bool RawAdjacency)
    : GraphShape(Users, Items, Width)
{
    public override void Validate(int behaviors)
    {
        base.Validate(behaviors);
        RequireBehaviors(Behaviors, behaviors);
    }
}
