using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;

/// <summary>
/// What nodes of one kind hear from nodes of one kind in a layer. Under each behavior b an attention along the edges, whose maps of queries, keys and values are
/// mixtures of a few base maps; then an attention of a node's behaviors to each other, added to what they said; then their mean, weighted by a gate.
/// </summary>
internal sealed class KhgtMessages
{
    private const double Slope = 0.2;

    private readonly string _name;
    private readonly int _width, _heads, _behaviors;
    private readonly EdgeHeads _edgeHeads;
    private readonly Parameter[] _maps, _shares;
    private readonly Parameter? _times;
    private readonly Parameter _joint, _gateOwn, _gateAll, _gate;

    /// <param name="name">Of the weights.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="timed">Whether edges have times.</param>
    /// <param name="initialization">Where weights begin.</param>
    /// <param name="kept">Keeps a weight.</param>
    public KhgtMessages(string name, KhgtShape shape, bool timed, Initialization initialization, Func<Parameter, Parameter> kept)
    {
        (_name, _width, _heads, _behaviors) = (name, shape.Width, shape.Heads, shape.Behaviors);
        _edgeHeads = new EdgeHeads(_heads, 1 / MathF.Sqrt(_width / _heads));
        (int d, int maps) = (_width, shape.Maps);
        double deviation = 1 / Math.Sqrt(d);
        // At the start a node hears the mean of the others, one half of it from its behaviors' attention to each other, at no time in particular.
        _maps = [kept(initialization.Normal(deviation, maps, d, d)), kept(initialization.Normal(deviation, maps, d, d)), kept(Halves(initialization, maps, d))];
        _shares = [.. Enumerable.Range(0, 3).Select(_ => kept(initialization.Normal(0.1, _behaviors, maps)))];
        using (no_grad())
        {
            foreach (Parameter shares in _shares)
                _ = shares.Add(1.0 / maps);
        }

        _times = timed ? kept(initialization.Zero(2 * d, d)) : null;
        _joint = kept(initialization.Normal(deviation, d, d));
        (_gateOwn, _gateAll) = (kept(initialization.Normal(deviation, d, d)), kept(initialization.Normal(deviation, d, d)));
        _gate = kept(initialization.Zero(d, 1));
    }

    public IEnumerable<(string Name, Parameter Values)> Parameters
    {
        get
        {
            (string, Parameter)[] all =
            [
                ("queries", _maps[0]), ("keys", _maps[1]), ("values", _maps[2]), ("shares of queries", _shares[0]), ("shares of keys", _shares[1]), ("shares of values", _shares[2]),
                ("joint", _joint), ("gateOwn", _gateOwn), ("gateAll", _gateAll), ("gate", _gate),
            ];
            return [.. all.Select(one => ($"{_name}.{one.Item1}", one.Item2)), .. _times is null ? [] : new[] { ($"{_name}.times", _times) }];
        }
    }

    /// <summary>What targets hear, [targets, d].</summary>
    /// <param name="targets">[targets, d].</param>
    /// <param name="sources">[sources, d].</param>
    /// <param name="edges">By behavior - 1.</param>
    /// <param name="encodings">Of times, [slots, 2 d]; null: edges have none.</param>
    public Tensor Of(Tensor targets, Tensor sources, EdgeAttention[] edges, Tensor? encodings)
    {
        Tensor times = encodings is null ? zeros([0, _width], ScalarType.Float32, CPU) : encodings.mm(_times!);
        Tensor raw = stack(edges.Select((edge, b) =>
        {
            Tensor keys = Map(1, b), values = Map(2, b);
            return Activated(edge.Of(targets.mm(Map(0, b)), sources.mm(keys), sources.mm(values), times.mm(keys), times.mm(values), _edgeHeads));
        }), 1);
        Tensor heard = raw.Plus(Joined(raw));
        Tensor inner = Activated(heard.matmul(_gateOwn).Plus(Activated(raw.sum(1)).mm(_gateAll).unsqueeze(1)));
        return (nn.functional.softmax(inner.matmul(_gate), 1) * heard).sum(1);
    }

    private static Tensor Activated(Tensor x) => x.maximum(x.Times(Slope));

    /// <summary>[count, width, width]: halves of identities.</summary>
    private static Parameter Halves(Initialization initialization, int count, int width)
    {
        initialization.Reserve(count, width, width);
        using Tensor one = eye(width, dtype: ScalarType.Float32, device: CPU);
        return new Parameter(one.unsqueeze(0).repeat(count, 1, 1).Over(2));
    }

    /// <summary>The map of a behavior, [d, d].</summary>
    private Tensor Map(int kind, int behavior) => (_maps[kind] * _shares[kind][behavior].view(-1, 1, 1)).sum([0]);

    /// <summary>Attention of the behaviors of a node to each other, [n, B, d]: one map makes queries and keys, and values are what the behaviors said.</summary>
    private Tensor Joined(Tensor raw)
    {
        int head = _width / _heads;
        Tensor Parted(Tensor x) => x.view(raw.shape[0], _behaviors, _heads, head).transpose(1, 2);
        Tensor mapped = Parted(raw.matmul(_joint));
        Tensor weights = nn.functional.softmax(mapped.matmul(mapped.transpose(2, 3)).Over(Math.Sqrt(head)), -1);
        return weights.matmul(Parted(raw)).transpose(1, 2).reshape(raw.shape);
    }
}
