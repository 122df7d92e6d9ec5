using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>The sizes of a graph network, as they stand in model files.</summary>
/// <param name="Users">Rows of the table of users.</param>
/// <param name="Items">V.</param>
/// <param name="Width">d: numbers of a vector of layer 0.</param>
internal abstract record GraphShape([property: Within(1, int.MaxValue)] int Users, [property: Within(1, int.MaxValue - 1)] int Items, [property: Within(1, 4096)] int Width)
{
    /// <summary>Numbers of a vector that scores are computed from.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual int ScoringWidth => Width;

    /// <summary>Whether the network asks for <see cref="BehaviorGraphs.Days"/>, so that a model file has to hold them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual bool KeepsDays => false;

    /// <summary>Entities and relations of the <see cref="BehaviorGraphs.Knowledge"/> that a model file has to hold; zeros for none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual (int Entities, int Relations) Knowledge => (0, 0);

    /// <summary>Throws when a size is out of its range, or does not fit the number of behaviors.</summary>
    public virtual void Validate(int behaviors) => OptionCheck.Validate(this);

    /// <summary>Throws where a network is of another number of behaviors than the rest of the model.</summary>
    protected static void RequireBehaviors(int own, int ofModel) => OptionCheck.Require(own == ofModel, "Behaviors", own, $"{ofModel}, as in the rest of the model");

    /// <summary>A network of this shape.</summary>
    public abstract GraphNetwork Create(Initialization initialization);
}
