using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>
/// CKML. Under each behavior users and items have interests, I of its own and I that all behaviors share, of d / I numbers each. Those of a user begin as the parts of the user's vector, those of an item
/// as maps of what the item is by each relation, its vector and those of the items near it under a behavior on the mean. In each layer they become the mean of
/// what they were and what they hear by dynamic routing along the pairs of the behavior. A vector is the interests under the target, each the mean of its layers; a
/// score is the largest dot product of two interests in one place.
/// </summary>
internal sealed class CkmlNetwork : GraphNetwork
{
    private const double Slope = 0.2, Noise = 0.1;

    private readonly Parameter _specific, _shared, _times, _target;

    public CkmlNetwork(CkmlShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        (Sizes, int d, int behaviors) = (shape, shape.Width, shape.Behaviors);
        // At the start an item is what it is by its relations on the mean; interests differ a little.
        _specific = Kept(Means(initialization, behaviors, behaviors, d));
        _shared = Kept(Means(initialization, 1, behaviors, d));
        _times = Kept(initialization.Zero(2 * shape.InterestWidth, 2 * d));
        Layers =
        [
            .. from layer in Enumerable.Range(1, shape.Layers)
            select (new InterestMessages($"{layer}.users", shape, initialization, Kept), new InterestMessages($"{layer}.items", shape, initialization, Kept)),
        ];
        _target = Kept(initialization.Zero(behaviors));
    }

    public CkmlShape Sizes { get; }

    public IReadOnlyList<(InterestMessages ToUsers, InterestMessages ToItems)> Layers { get; }

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters => [.. Propagating, ("target", _target)];

    public override IReadOnlyList<(string Name, Parameter Values)> Propagating =>
        [.. Tables, ("specific", _specific), ("shared", _shared), ("times", _times), .. Layers.SelectMany(layer => layer.ToUsers.Parameters.Concat(layer.ToItems.Parameters))];

    /// <summary>Id of the behavior whose interests score.</summary>
    public int Target
    {
        get
        {
            using Tensor place = _target.argmax();
            return (int)place.ToNumber() + 1;
        }
    }

    /// <summary>Lets the interests of the target score.</summary>
    public void ScoreBy(int target)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = _target.Fill(0);
        _ = _target[target - 1].Fill(1);
    }

    public override IGraphPass Over(BehaviorGraphs graphs) => new CkmlPass(this, graphs);

    /// <summary>By behavior - 1, what users begin as: [n, 2 d].</summary>
    /// <param name="own">[n, d].</param>
    public Tensor[] FirstUsers(Tensor own)
    {
        Tensor first = cat([own, own], 1);
        return [.. Enumerable.Repeat(first, Sizes.Behaviors)];
    }

    /// <summary>By behavior - 1, what items begin as: [V + 1, 2 d].</summary>
    /// <param name="relations">By behavior - 1, items by what is near them, [V + 1, d].</param>
    public Tensor[] FirstItems(Tensor[] relations)
    {
        Tensor all = cat(relations, 1), shared = Activated(all.mm(_shared[0]));
        return [.. Enumerable.Range(0, Sizes.Behaviors).Select(b => cat([Activated(all.mm(_specific[b])), shared], 1))];
    }

    /// <summary>What interests hear of times, by slot: [slots, 2 d].</summary>
    public Tensor Times(TimeSlots slots) => slots.Encodings(Sizes.InterestWidth).mm(_times);

    private static Tensor Activated(Tensor x) => x.maximum(x.Times(Slope));

    /// <summary>[count, relations d, d]: maps that take the mean of the relations, and a little of anything.</summary>
    private static Parameter Means(Initialization initialization, int count, int relations, int width)
    {
        Parameter maps = initialization.Normal(Noise / Math.Sqrt(relations * width), count, (long)relations * width, width);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = maps.Add(eye(width, dtype: ScalarType.Float32, device: CPU).repeat(relations, 1).Over(relations));
        return maps;
    }
}
