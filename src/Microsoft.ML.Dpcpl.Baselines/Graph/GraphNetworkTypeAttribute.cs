using System.Reflection;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Registers a kind of graph network by name, so that its models can be read: one line beside its shape.</summary>
/// <param name="name">The name in model files; never changes.</param>
/// <param name="shape">Its <see cref="GraphShape"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class GraphNetworkTypeAttribute(string name, Type shape) : Attribute
{
    public string Name => name;

    public Type Shape => shape;

    private static IEnumerable<GraphNetworkTypeAttribute> All => typeof(GraphNetworkTypeAttribute).Assembly.GetCustomAttributes<GraphNetworkTypeAttribute>();

    /// <summary>The kind that has such a shape.</summary>
    public static GraphNetworkTypeAttribute Of(GraphShape shape) => All.First(type => type.Shape == shape.GetType());

    /// <summary>The kind that a model file names.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static GraphNetworkTypeAttribute Of(string name) =>
        All.FirstOrDefault(type => type.Name == name) ?? throw new InvalidDataException($"The model is of the graph network '{name}', which this version does not know");
}
