using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// A graph convolution over a graph for each behavior. In layer k a user hears of items under behavior b, M_b = A_b X_i with X_i of layer k - 1, and is
/// sigma(mean over b of M_b, times W_k); an item likewise hears of users. What a user is under one behavior is sigma(M_b W_k). A vector is the layers 1..K beside each other,
/// times a map to d numbers.
/// </summary>
internal abstract class BehaviorGcnNetwork : GraphNetwork
{
    /// <summary>The slope of sigma at 0 is a quarter: maps that begin so pass on what they are given.</summary>
    private const double InverseSlope = 4;

    private readonly BehaviorGcnShape _shape;
    private readonly Parameter _userMaps, _itemMaps, _joined;

    protected BehaviorGcnNetwork(BehaviorGcnShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        _shape = shape;
        _userMaps = Kept(Identities(initialization, InverseSlope));
        _itemMaps = Kept(Identities(initialization, InverseSlope));
        _joined = Kept(Identities(initialization, 1.0 / shape.Layers));
    }

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters => Propagating;

    public override IReadOnlyList<(string Name, Parameter Values)> Propagating => [.. Tables, ("users.maps", _userMaps), ("items.maps", _itemMaps), ("joined", _joined)];

    public override IGraphPass Over(BehaviorGraphs graphs) => new BehaviorGcnPass(_shape, graphs, () => Weights);

    /// <summary>The weights that propagation takes.</summary>
    public virtual BehaviorGcnWeights Weights => new(Users, Items, _userMaps, _itemMaps, _joined);

    /// <summary>[K, d, d].</summary>
    private Parameter Identities(Initialization initialization, double scale)
    {
        (int layers, int width) = (_shape.Layers, _shape.Width);
        initialization.Reserve(layers, width, width);
        using Tensor one = eye(width, dtype: ScalarType.Float32, device: CPU).Multiply(scale);
        return new Parameter(one.unsqueeze(0).repeat(layers, 1, 1));
    }
}
