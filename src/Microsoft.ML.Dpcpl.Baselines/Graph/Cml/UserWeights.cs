using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>
/// The weight, 0 to 2, of what a loss l says of a user of vector u under a behavior of vector v: sigma(BN(w2 PReLU(W1 [l ; v ; u]))) + sigma(BN(PReLU(l w3 . [v ; u]))).
/// BN sets mean and variance over the users to 0 and 1, so that a user weighs more or less than others and all together never nothing.
/// </summary>
internal sealed class UserWeights
{
    private const double Slope = 0.25, Epsilon = 1e-5;

    private readonly string _name;
    private readonly Parameter _first, _bias, _second, _product, _slopes;

    /// <param name="name">What the names of its weights begin with.</param>
    /// <param name="width">d.</param>
    /// <param name="initialization">Makes the weights.</param>
    public UserWeights(string name, int width, Initialization initialization)
    {
        _name = name;
        int hidden = Math.Max(1, width * 3 / 2);
        _first = Kept(initialization.Linear((2 * width) + 1, hidden));
        _bias = Kept(initialization.Zero(hidden));
        _second = Kept(initialization.Linear(hidden, 1));
        _product = Kept(initialization.Linear(2 * width, 1));
        initialization.Reserve(2);
        _slopes = Kept(Initialization.Constant(Slope, 2));
    }

    public IReadOnlyList<(string Name, Parameter Values)> Parameters =>
        [($"{_name}.first", _first), ($"{_name}.bias", _bias), ($"{_name}.second", _second), ($"{_name}.product", _product), ($"{_name}.slopes", _slopes)];

    /// <summary>[n].</summary>
    /// <param name="losses">[n].</param>
    /// <param name="under">[n, d]: what each user is under the behavior.</param>
    /// <param name="users">[n, d].</param>
    /// <param name="dropout">Of the hidden numbers.</param>
    public Tensor Of(Tensor losses, Tensor under, Tensor users, Dropout dropout)
    {
        Tensor loss = losses.unsqueeze(1), vectors = cat([under, users], 1);
        Tensor hidden = dropout.Apply(Rectified(nn.functional.linear(cat([loss, vectors], 1), _first, _bias), 0));
        Tensor product = Rectified(loss * nn.functional.linear(vectors, _product), 1);
        return Standardized(nn.functional.linear(hidden, _second)).sigmoid().Plus(Standardized(product).sigmoid()).squeeze(1);
    }

    /// <summary>PReLU with a slope of its own.</summary>
    private Tensor Rectified(Tensor x, int slope) => x.relu() - ((-x).relu() * _slopes[slope]);

    private static Tensor Standardized(Tensor x)
    {
        Tensor centered = x - x.mean();
        return centered / (centered * centered).mean().Plus(Epsilon).sqrt();
    }

    private static Parameter Kept(Parameter weight)
    {
        weight.DetachFromDisposeScope();
        return weight;
    }
}
