using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("KHGT", typeof(KhgtShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;

/// <summary>The sizes of a <see cref="KhgtNetwork"/>, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Behaviors">B.</param>
/// <param name="Layers">K.</param>
/// <param name="Heads">Heads of attention; they divide d.</param>
/// <param name="Maps">Base maps that the maps of the behaviors are mixed of.</param>
/// <param name="Neighbors">Items near an item that it hears, under each behavior.</param>
/// <param name="ItemShare">What items say among what an item hears.</param>
/// <param name="SlotDays">Days of a slot of time.</param>
internal sealed record KhgtShape(
    int Users,
    int Items,
    int Width,
    [property: Within(1, 255)] int Behaviors,
    [property: Within(1, 8)] int Layers,
    [property: Within(1, 64)] int Heads,
    [property: Within(1, 64)] int Maps,
    [property: Within(1, 1000)] int Neighbors,
    [property: Within(0, 1)] double ItemShare,
    [property: Within(1, 10_000)] double SlotDays)
    : GraphShape(Users, Items, Width)
{
    public override bool KeepsDays => true;

    public override void Validate(int behaviors)
    {
        base.Validate(behaviors);
        RequireBehaviors(Behaviors, behaviors);
        OptionCheck.Require(Width % Heads == 0, nameof(Heads), Heads, $"a divisor of {Width}");
    }

    public override GraphNetwork Create(Initialization initialization) => new KhgtNetwork(this, initialization);
}
