using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

[assembly: GraphNetworkType("KMCLR", typeof(KmclrShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>The sizes of a <see cref="KmclrNetwork"/>, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">K: steps of propagation.</param>
/// <param name="Behaviors">B.</param>
/// <param name="RawAdjacency">Whether neighbors of the convolution are summed.</param>
/// <param name="Target">Id of the target behavior, along whose graph knowledge is passed on.</param>
/// <param name="Entities">E; 0: there is no knowledge.</param>
/// <param name="Relations">R.</param>
/// <param name="KnowledgeShare">What knowledge counts in a vector; the rest is the convolution.</param>
internal sealed record KmclrShape(
    int Users,
    int Items,
    int Width,
    int Layers,
    int Behaviors,
    bool RawAdjacency,
    [property: Within(1, 255)] int Target,
    [property: Within(0, int.MaxValue)] int Entities,
    [property: Within(0, int.MaxValue)] int Relations,
    [property: Within(0, 1)] double KnowledgeShare)
    : BehaviorGcnShape(Users, Items, Width, Layers, Behaviors, RawAdjacency)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public override (int Entities, int Relations) Knowledge => (Entities, Relations);

    public override void Validate(int behaviors)
    {
        base.Validate(behaviors);
        OptionCheck.Require(Target <= behaviors, nameof(Target), Target, $"up to {behaviors}");
        OptionCheck.Require(Relations <= Entities && (Relations == 0) == (Entities == 0), nameof(Relations), Relations, $"some of {Entities} entities");
    }

    public override GraphNetwork Create(Initialization initialization) => new KmclrNetwork(this, initialization);
}
