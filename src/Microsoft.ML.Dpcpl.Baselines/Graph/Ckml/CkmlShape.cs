using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("CKML", typeof(CkmlShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>The sizes of a <see cref="CkmlNetwork"/>, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Behaviors">B.</param>
/// <param name="Layers">L.</param>
/// <param name="Interests">I: interests that a behavior has of its own, and as many that it shares; they divide d.</param>
/// <param name="Neighbors">Items near an item by which it is known, under each behavior.</param>
/// <param name="SlotDays">Days of a slot of time.</param>
/// <param name="Temperature">What likeness is divided by before a pair is parted between interests.</param>
internal sealed record CkmlShape(
    int Users,
    int Items,
    int Width,
    [property: Within(1, 255)] int Behaviors,
    [property: Within(1, 8)] int Layers,
    [property: Within(1, 64)] int Interests,
    [property: Within(1, 1000)] int Neighbors,
    [property: Within(1, 10_000)] double SlotDays,
    [property: Within(0.01, 10)] double Temperature)
    : GraphShape(Users, Items, Width)
{
    public override int ScoringWidth => 2 * Width;

    public override bool KeepsDays => true;

    /// <summary>Interests under a behavior: those of its own, then those that it shares.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int AllInterests => 2 * Interests;

    /// <summary>Numbers of an interest.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int InterestWidth => Width / Interests;

    public override void Validate(int behaviors)
    {
        base.Validate(behaviors);
        RequireBehaviors(Behaviors, behaviors);
        OptionCheck.Require(Width % Interests == 0, nameof(Interests), Interests, $"a divisor of {Width}");
    }

    public override GraphNetwork Create(Initialization initialization) => new CkmlNetwork(this, initialization);
}
