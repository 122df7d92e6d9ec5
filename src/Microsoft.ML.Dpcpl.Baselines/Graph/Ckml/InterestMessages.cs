using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>
/// What nodes of one kind hear in a layer under each behavior: what routing gives their interests; in the place of a shared interest the mean of what all behaviors
/// say for it, and what the behavior hears of them all by attention.
/// </summary>
internal sealed class InterestMessages
{
    private readonly string _name;
    private readonly CkmlShape _shape;
    private readonly Parameter _queries, _keys, _values;

    /// <param name="name">Of the weights.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="initialization">Where weights begin.</param>
    /// <param name="kept">Keeps a weight.</param>
    public InterestMessages(string name, CkmlShape shape, Initialization initialization, Func<Parameter, Parameter> kept)
    {
        (_name, _shape) = (name, shape);
        int width = shape.InterestWidth;
        double deviation = 1 / Math.Sqrt(width);
        (_queries, _keys, _values) = (kept(initialization.Normal(deviation, width, width)), kept(initialization.Normal(deviation, width, width)), kept(initialization.Identity(width)));
    }

    public IEnumerable<(string Name, Parameter Values)> Parameters => [($"{_name}.queries", _queries), ($"{_name}.keys", _keys), ($"{_name}.values", _values)];

    /// <summary>By behavior - 1, [targets, 2 d].</summary>
    /// <param name="sources">By behavior - 1, [sources, 2 d].</param>
    /// <param name="routings">By behavior - 1.</param>
    /// <param name="times">By slot, [slots, 2 d].</param>
    public Tensor[] Of(Tensor[] sources, InterestRouting[] routings, Tensor times)
    {
        Tensor[] routed = [.. routings.Select((routing, b) => routing.Of(sources[b], times))];
        Tensor shared = Shared(stack(routed.Select(one => one.narrow(1, _shape.Width, _shape.Width)), 1));
        return [.. routed.Select((one, b) => cat([one.narrow(1, 0, _shape.Width), shared.select(1, b)], 1))];
    }

    /// <summary>Shared interests of all behaviors, [n, B, d].</summary>
    private Tensor Shared(Tensor said)
    {
        // [n, I, B, w]: each interest for itself.
        Tensor parted = said.view(said.shape[0], _shape.Behaviors, _shape.Interests, _shape.InterestWidth).transpose(1, 2);
        Tensor likeness = parted.matmul(_queries).matmul(parted.matmul(_keys).transpose(2, 3)).Over(Math.Sqrt(_shape.InterestWidth));
        Tensor heard = nn.functional.softmax(likeness, -1).matmul(parted.matmul(_values)).Plus(parted.mean([2], keepdim: true));
        return heard.transpose(1, 2).reshape(said.shape);
    }
}
