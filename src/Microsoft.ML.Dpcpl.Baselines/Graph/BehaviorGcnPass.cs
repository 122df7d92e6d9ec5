using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A graph convolution over the graph of each behavior.</summary>
internal sealed class BehaviorGcnPass : IGraphPass
{
    private readonly BehaviorGcnShape _shape;
    private readonly Func<BehaviorGcnWeights> _weights;
    private readonly Func<BehaviorGraphs, BehaviorGraphs>? _heard;

    /// <summary>By behavior - 1, users who touched an item.</summary>
    private readonly int[][] _degrees;
    private readonly SparseMatrix[] _graphs;

    /// <param name="shape">Sizes.</param>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="weights">Gives the weights as they are.</param>
    /// <param name="heard">Gives the part of a graph that is heard; null: all of it is.</param>
    public BehaviorGcnPass(BehaviorGcnShape shape, BehaviorGraphs graphs, Func<BehaviorGcnWeights> weights, Func<BehaviorGraphs, BehaviorGraphs>? heard = null)
    {
        (_shape, _weights, _heard) = (shape, weights, heard);
        graphs = heard?.Invoke(graphs) ?? graphs;
        int columns = shape.Items + 1;
        _degrees = [.. Enumerable.Range(1, shape.Behaviors).Select(b => SparseMatrix.ColumnCounts(graphs[b], columns))];
        _graphs = [.. Enumerable.Range(1, shape.Behaviors).Select(b => new SparseMatrix(Valued(graphs, b), columns))];
    }

    public IGraphPass Over(BehaviorGraphs part) => new BehaviorGcnPass(_shape, part, _weights, _heard);

    public (Tensor Users, Tensor Items) Propagate()
    {
        BehaviorGcnWeights weights = _weights();
        Layers layers = Propagated(weights);
        return (Join(layers.Users, weights), Join(layers.Items, weights));
    }

    /// <summary>All vectors of some weights, those of users under each behavior among them.</summary>
    public BehaviorVectors Vectors(BehaviorGcnWeights weights)
    {
        Layers layers = Propagated(weights);
        Tensor[] under =
        [
            .. Enumerable.Range(0, _shape.Behaviors).Select(b => Join([.. layers.Heard.Select((heard, k) => heard[b].mm(weights.UserMaps[k]).sigmoid())], weights)),
        ];
        return new BehaviorVectors(Join(layers.Users, weights), Join(layers.Items, weights), under);
    }

    public GraphVectors Vectors()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BehaviorGcnWeights weights = _weights();
        Layers layers = Propagated(weights);
        // A user is what his items say: it needs those that he hears of, layer 0 among them as it is now.
        Tensor[] items = [weights.Items.detach().clone(), .. layers.Items.SkipLast(1)];
        (Tensor maps, Tensor joined) = (weights.UserMaps.detach().clone(), weights.Joined.detach().clone());
        BehaviorGcnWeights kept = weights with { UserMaps = maps, Joined = joined, Added = weights.Added?.detach().clone() };
        Tensor NewUsers(BehaviorGraphs histories)
        {
            SparseRows[] touched = [.. Enumerable.Range(1, _shape.Behaviors).Select(b => Valued(histories, b))];
            return Join([.. items.Select((x, k) => Layer(Heard([.. touched.Select(rows => SparseMatrix.Multiply(rows, x))], kept), maps[k]))], kept);
        }

        return new GraphVectors(Join(layers.Users, weights), Join(layers.Items, weights), NewUsers, [.. items, maps, joined, .. kept.Added is { } added ? (Tensor[])[added] : []]);
    }

    /// <summary>What is heard of neighbors under each behavior, and what everybody hears.</summary>
    private static Tensor[] Heard(Tensor[] messages, BehaviorGcnWeights weights) =>
        weights.Added is { } added ? [.. messages.Select((message, b) => message.Plus(added[b]))] : messages;

    private static Tensor Layer(Tensor[] heard, Tensor map) => Sum(heard).Over(heard.Length).mm(map).sigmoid();

    /// <summary>Layers beside each other, times the map that joins them.</summary>
    private static Tensor Join(Tensor[] layers, BehaviorGcnWeights weights) => Sum([.. layers.Select((layer, k) => layer.mm(weights.Joined[k]))]);

    private static Tensor Sum(Tensor[] tensors) => tensors.Aggregate((sum, one) => sum.Plus(one));

    private SparseRows Valued(BehaviorGraphs graphs, int behavior) =>
        _shape.RawAdjacency ? SparseMatrix.OverCount(graphs[behavior], 0) : SparseMatrix.OverRoots(graphs[behavior], _degrees[behavior - 1]);

    private Layers Propagated(BehaviorGcnWeights weights)
    {
        (Tensor users, Tensor items) = (weights.Users, weights.Items);
        var layers = new Layers(new Tensor[_shape.Layers], new Tensor[_shape.Layers], new Tensor[_shape.Layers][]);
        for (int k = 0; k < _shape.Layers; k++)
        {
            layers.Heard[k] = Heard(Array.ConvertAll(_graphs, graph => graph.Times(items)), weights);
            Tensor[] told = Heard(Array.ConvertAll(_graphs, graph => graph.TransposedTimes(users)), weights);
            users = layers.Users[k] = Layer(layers.Heard[k], weights.UserMaps[k]);
            items = layers.Items[k] = Layer(told, weights.ItemMaps[k]);
        }

        return layers;
    }

    /// <summary>By layer - 1: users, items, and what users hear of under each behavior.</summary>
    private sealed record Layers(Tensor[] Users, Tensor[] Items, Tensor[][] Heard);
}
