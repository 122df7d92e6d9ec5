using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>CKML over a graph.</summary>
internal sealed class CkmlPass : IGraphPass
{
    private readonly CkmlNetwork _network;
    private readonly double _firstDay;
    private readonly TimeSlots _slots;
    private readonly SparseMatrix[] _means;
    private readonly InterestRouting[] _toUsers, _toItems;

    /// <param name="network">The network.</param>
    /// <param name="graphs">Who touched what, and when.</param>
    /// <param name="whole">Where that is a part of a graph, what there is over the whole: the first day, and which items are near each other. Null: it is whole.</param>
    public CkmlPass(CkmlNetwork network, BehaviorGraphs graphs, CkmlPass? whole = null)
    {
        (_network, _firstDay) = (network, whole?._firstDay ?? TimeSlots.FirstDay(graphs));
        CkmlShape shape = network.Sizes;
        _slots = new TimeSlots(graphs, _firstDay, shape.SlotDays);
        int[] behaviors = [.. Enumerable.Range(1, shape.Behaviors)];
        Near = whole?.Near ?? Array.ConvertAll(behaviors, b => NearItems.Of(graphs[b], shape.Items, shape.Neighbors));
        _means = whole?._means ?? Array.ConvertAll(Near, near => new SparseMatrix(SparseMatrix.OverCount(near, 1), shape.Items + 1));
        _toUsers = Array.ConvertAll(behaviors, b => new InterestRouting(graphs.Days(b), shape.Items + 1, _slots, shape));
        _toItems = Array.ConvertAll(behaviors, b => new InterestRouting(graphs.Days(b).Transpose(shape.Items + 1), graphs.Users, _slots, shape));
    }

    /// <summary>By behavior - 1, the items near each.</summary>
    public SparseRows[] Near { get; }

    public IGraphPass Over(BehaviorGraphs part) => new CkmlPass(_network, part, this);

    /// <summary>By behavior - 1, items by the relation of being near under it, [V + 1, d].</summary>
    public Tensor[] Relations() => Array.ConvertAll(_means, near => Half(_network.Items, near.Times(_network.Items)));

    /// <summary>The interests under all behaviors, one behavior after the other: d' is 2 d times B.</summary>
    public (Tensor Users, Tensor Items) Propagate()
    {
        (Tensor[] users, Tensor[] items, _) = All();
        return (cat(users, 1), cat(items, 1));
    }

    public GraphVectors Vectors()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int target = _network.Target - 1;
        (Tensor[] users, Tensor[] items, List<Tensor[]> layers) = All();
        Tensor mean = _network.Users.mean([0], keepdim: true);
        return new GraphVectors(users[target], items[target], histories => NewUsers(histories, mean, layers)[target], [mean, .. layers.SelectMany(layer => layer)])
        {
            Interests = _network.Sizes.AllInterests,
        };
    }

    /// <summary>By behavior - 1, what propagation would say, had they been in the graph and their items not heard of them.</summary>
    private Tensor[] NewUsers(BehaviorGraphs histories, Tensor mean, List<Tensor[]> layers)
    {
        CkmlShape shape = _network.Sizes;
        // Only items that somebody touched speak.
        int[] touched = [.. histories.Union.Columns.ToArray().Distinct().Order()];
        Tensor rows = tensor(Array.ConvertAll(touched, item => (long)item), ScalarType.Int64, CPU);
        var slots = new TimeSlots(histories, _firstDay, shape.SlotDays);
        InterestRouting[] routings =
            [.. Enumerable.Range(1, shape.Behaviors).Select(b => new InterestRouting(histories.Days(b).Renumbered(touched), touched.Length, slots, shape))];
        Tensor times = _network.Times(slots);
        Tensor[] users = _network.FirstUsers(mean.expand(histories.Users, shape.Width)), all = users;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            users = Each(users, _network.Layers[layer].ToUsers.Of(Array.ConvertAll(layers[layer], items => items.index_select(0, rows)), routings, times), Half);
            all = Each(all, users, TensorArithmetic.Plus);
        }

        return Array.ConvertAll(all, one => one.Over(shape.Layers + 1));
    }

    /// <summary>By behavior - 1, users and items; and the layers 0..L - 1 of items.</summary>
    private (Tensor[] Users, Tensor[] Items, List<Tensor[]> Layers) All()
    {
        Tensor times = _network.Times(_slots);
        Tensor[] users = _network.FirstUsers(_network.Users), items = _network.FirstItems(Relations()), allUsers = users, allItems = items;
        var layers = new List<Tensor[]>();
        foreach ((InterestMessages toUsers, InterestMessages toItems) in _network.Layers)
        {
            layers.Add(items);
            (users, items) = (Each(users, toUsers.Of(items, _toUsers, times), Half), Each(items, toItems.Of(users, _toItems, times), Half));
            (allUsers, allItems) = (Each(allUsers, users, TensorArithmetic.Plus), Each(allItems, items, TensorArithmetic.Plus));
        }

        double share = 1.0 / (_network.Layers.Count + 1);
        return (Array.ConvertAll(allUsers, one => one.Times(share)), Array.ConvertAll(allItems, one => one.Times(share)), layers);
    }

    private static Tensor Half(Tensor own, Tensor heard) => own.Plus(heard).Times(0.5);

    private static Tensor[] Each(Tensor[] first, Tensor[] second, Func<Tensor, Tensor, Tensor> join) => [.. first.Zip(second, join)];
}
