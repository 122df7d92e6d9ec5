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

    /// <summary>What behaviors say, on their mean.</summary>
    private readonly SparseMatrix _graph;

    /// <summary>What each says of users: user u under behavior b is row (b - 1) U + u. Made when it is asked for: not all networks compare behaviors.</summary>
    private readonly Lazy<SparseRows> _under;

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
        SparseRows[] behaviors = Valued(graphs);
        _graph = new SparseMatrix(SparseMatrix.MeanOf(behaviors), columns);
        _under = new Lazy<SparseRows>(() => SparseRows.Stacked(behaviors));
    }

    public IGraphPass Over(BehaviorGraphs part) => new BehaviorGcnPass(_shape, part, _weights, _heard);

    public (Tensor Users, Tensor Items) Propagate()
    {
        BehaviorGcnWeights weights = _weights();
        Layers layers = Propagated(weights);
        return (Join(layers.Users, weights), Join(layers.Items, weights));
    }

    /// <summary>All vectors of some weights; those of users under one behavior are made when they are asked for.</summary>
    public BehaviorVectors Vectors(BehaviorGcnWeights weights)
    {
        Layers layers = Propagated(weights);
        return new BehaviorVectors(Join(layers.Users, weights), Join(layers.Items, weights), asked => Under(asked, layers, weights));
    }

    public GraphVectors Vectors()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BehaviorGcnWeights weights = _weights();
        Layers layers = Propagated(weights);
        // A user is what his items say: it needs those that he hears of, layer 0 among them as it is now.
        Tensor[] items = [weights.Items.detach().clone(), .. layers.Told.Skip(1)];
        (Tensor maps, Tensor joined) = (weights.UserMaps.detach().clone(), weights.Joined.detach().clone());
        Tensor? everybody = weights.Added?.mean([0]);
        BehaviorGcnWeights kept = weights with { Joined = joined };
        Tensor NewUsers(BehaviorGraphs histories)
        {
            SparseRows touched = SparseMatrix.MeanOf(Valued(histories));
            return Join([.. items.Select((x, k) => Layer(SparseMatrix.Multiply(touched, x), everybody, maps[k]))], kept);
        }

        return new GraphVectors(Join(layers.Users, weights), Join(layers.Items, weights), NewUsers, [.. items, maps, joined, .. everybody is null ? (Tensor[])[] : [everybody]]);
    }

    /// <param name="heard">What is heard of neighbors.</param>
    /// <param name="added">What is heard beside it; null for nothing.</param>
    /// <param name="map">W of the layer.</param>
    private static Tensor Layer(Tensor heard, Tensor? added, Tensor map) => (added is null ? heard : heard.Plus(added)).mm(map).sigmoid();

    /// <summary>Layers beside each other, times the map that joins them.</summary>
    private static Tensor Join(Tensor[] layers, BehaviorGcnWeights weights) => Sum([.. layers.Select((layer, k) => layer.mm(weights.Joined[k]))]);

    private static Tensor Sum(Tensor[] tensors) => tensors.Aggregate((sum, one) => sum.Plus(one));

    private SparseRows[] Valued(BehaviorGraphs graphs) =>
    [
        .. Enumerable.Range(1, _shape.Behaviors).Select(b =>
            _shape.RawAdjacency ? SparseMatrix.OverCount(graphs[b], 0) : SparseMatrix.OverRoots(graphs[b], _degrees[b - 1])),
    ];

    private Layers Propagated(BehaviorGcnWeights weights)
    {
        (Tensor users, Tensor items) = (weights.Users, weights.Items);
        Tensor? everybody = weights.Added?.mean([0]);
        var layers = new Layers(new Tensor[_shape.Layers], new Tensor[_shape.Layers], new Tensor[_shape.Layers]);
        for (int k = 0; k < _shape.Layers; k++)
        {
            layers.Told[k] = items;
            (users, items) = (Layer(_graph.Times(items), everybody, weights.UserMaps[k]), Layer(_graph.TransposedTimes(users), everybody, weights.ItemMaps[k]));
            (layers.Users[k], layers.Items[k]) = (users, items);
        }

        return layers;
    }

    private Tensor Under(IReadOnlyList<BehaviorUsers> asked, Layers layers, BehaviorGcnWeights weights)
    {
        int users = _under.Value.RowCount / _shape.Behaviors;
        var heard = new SparseMatrix(_under.Value.Select([.. asked.SelectMany(one => one.Users.Select(user => ((one.Behavior - 1) * users) + (int)user))]), _shape.Items + 1);
        Tensor? added = weights.Added?.index_select(0, tensor([.. asked.SelectMany(one => Enumerable.Repeat(one.Behavior - 1L, one.Users.Length))], ScalarType.Int64, CPU));
        return Join([.. layers.Told.Select((items, k) => Layer(heard.Times(items), added, weights.UserMaps[k]))], weights);
    }

    /// <summary>By layer - 1: users, items, and the items that users hear of.</summary>
    private sealed record Layers(Tensor[] Users, Tensor[] Items, Tensor[] Told);
}
