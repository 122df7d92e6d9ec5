using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;

/// <summary>
/// KHGT. Layer k adds to a user what items say along the pairs of each behavior and at their times, and to an item what users say, mixed with what the items near it
/// say. A vector is the sum of layers 1..K and of a table of its own that stands for layer 0; those of items are multiplied by learned weights, number by number.
/// </summary>
internal sealed class KhgtNetwork : GraphNetwork
{
    private readonly KhgtShape _shape;
    private readonly Parameter _userPrediction, _itemPrediction, _diagonal;
    private readonly (KhgtMessages ToUsers, KhgtMessages ToItems, KhgtMessages BetweenItems)[] _layers;

    public KhgtNetwork(KhgtShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        _shape = shape;
        // Layer 0 is part of every layer above it as well.
        _userPrediction = Kept(initialization.Zero(shape.Users, shape.Width));
        _itemPrediction = Kept(initialization.Zero(shape.Items + 1, shape.Width));
        initialization.Reserve(shape.Width);
        // Every layer may double a vector; scores of their sums begin no larger than those of layer 0.
        _diagonal = Kept(Initialization.Constant(Math.Pow((2 << shape.Layers) - 2, -2), shape.Width));
        _layers =
        [
            .. from layer in Enumerable.Range(1, shape.Layers)
            select (
                new KhgtMessages($"{layer}.users", shape, timed: true, initialization, Kept),
                new KhgtMessages($"{layer}.items", shape, timed: true, initialization, Kept),
                new KhgtMessages($"{layer}.near", shape, timed: false, initialization, Kept)),
        ];
    }

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters =>
    [
        .. Tables, ("userPrediction", _userPrediction), ("itemPrediction", _itemPrediction), ("diagonal", _diagonal),
        .. _layers.SelectMany(layer => layer.ToUsers.Parameters.Concat(layer.ToItems.Parameters).Concat(layer.BetweenItems.Parameters)),
    ];

    public override IReadOnlyList<(string Name, Parameter Values)> Propagating => Parameters;

    public override IGraphPass Over(BehaviorGraphs graphs) => new Pass(this, graphs, null);

    /// <summary>Users by what they touched: [n, d].</summary>
    /// <param name="own">Layer 0, [n, d].</param>
    /// <param name="prediction">What stands for layer 0 in the sum, [n, d].</param>
    /// <param name="items">By layer from 0, the items that edges come from.</param>
    /// <param name="edges">From items to users, by behavior - 1.</param>
    /// <param name="encodings">Of times.</param>
    private Tensor UsersOf(Tensor own, Tensor prediction, IReadOnlyList<Tensor> items, EdgeAttention[] edges, Tensor encodings)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            own = own.Plus(_layers[layer].ToUsers.Of(own, items[layer], edges, encodings));
            prediction = prediction.Plus(own);
        }

        return prediction;
    }

    private sealed class Pass : IGraphPass
    {
        private readonly KhgtNetwork _network;
        private readonly double _firstDay;
        private readonly TimeSlots _slots;
        private readonly EdgeAttention[] _toUsers, _toItems, _betweenItems;

        /// <param name="network">The network.</param>
        /// <param name="graphs">Who touched what, and when.</param>
        /// <param name="whole">Where that is a part of a graph, what there is over the whole: the first day, and which items are near each other. Null: it is whole.</param>
        public Pass(KhgtNetwork network, BehaviorGraphs graphs, Pass? whole)
        {
            (_network, _firstDay) = (network, whole?._firstDay ?? TimeSlots.FirstDay(graphs));
            KhgtShape shape = network._shape;
            _slots = new TimeSlots(graphs, _firstDay, shape.SlotDays);
            int[] behaviors = [.. Enumerable.Range(1, shape.Behaviors)];
            _toUsers = Array.ConvertAll(behaviors, b => Edges(graphs.Days(b), shape.Items + 1, _slots));
            _toItems = Array.ConvertAll(behaviors, b => Edges(graphs.Days(b).Transpose(shape.Items + 1), graphs.Users, _slots));
            _betweenItems = whole?._betweenItems ?? Array.ConvertAll(behaviors, b => new EdgeAttention(NearItems.Of(graphs[b], shape.Items, shape.Neighbors), shape.Items + 1));
        }

        public IGraphPass Over(BehaviorGraphs part) => new Pass(_network, part, this);

        public (Tensor Users, Tensor Items) Propagate()
        {
            (Tensor users, Tensor items, _) = All();
            return (users, items);
        }

        public GraphVectors Vectors()
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            (Tensor users, Tensor items, Tensor[] layers) = All();
            // Layer 0 is the network's own table.
            layers[0] = layers[0].detach();
            Tensor mean = _network.Users.mean([0], keepdim: true), prediction = _network._userPrediction.mean([0], keepdim: true);
            return new GraphVectors(users, items, histories => NewUsers(histories, mean, prediction, layers), [mean, prediction, .. layers]);
        }

        /// <summary>What propagation would say, had they been in the graph and their items not heard of them.</summary>
        private Tensor NewUsers(BehaviorGraphs histories, Tensor mean, Tensor prediction, Tensor[] layers)
        {
            KhgtShape shape = _network._shape;
            // Only items that somebody touched have to be mapped.
            int[] touched = [.. histories.Union.Columns.ToArray().Distinct().Order()];
            Tensor rows = tensor(Array.ConvertAll(touched, item => (long)item), ScalarType.Int64, CPU);
            var slots = new TimeSlots(histories, _firstDay, shape.SlotDays);
            EdgeAttention[] edges =
            [
                .. from behavior in Enumerable.Range(1, shape.Behaviors)
                select Edges(histories.Days(behavior).Renumbered(touched), touched.Length, slots),
            ];
            return _network.UsersOf(
                mean.expand(histories.Users, shape.Width), prediction.expand(histories.Users, shape.Width), Array.ConvertAll(layers, layer => layer.index_select(0, rows)), edges,
                slots.Encodings(shape.Width));
        }

        private static EdgeAttention Edges(SparseRows days, int sources, TimeSlots slots) => new(days.WithoutValues(), sources, slots.Marks(days), slots.Count);

        /// <summary>Users, items, and the layers 0..K - 1 of items.</summary>
        private (Tensor Users, Tensor Items, Tensor[] Layers) All()
        {
            KhgtShape shape = _network._shape;
            Tensor encodings = _slots.Encodings(shape.Width), users = _network.Users, items = _network.Items;
            Tensor allUsers = _network._userPrediction, allItems = _network._itemPrediction;
            var layers = new List<Tensor>();
            foreach ((KhgtMessages toUsers, KhgtMessages toItems, KhgtMessages betweenItems) in _network._layers)
            {
                layers.Add(items);
                Tensor heard = toItems.Of(items, users, _toItems, encodings).Times(1 - shape.ItemShare)
                    .Plus(betweenItems.Of(items, items, _betweenItems, null).Times(shape.ItemShare));
                (users, items) = (users.Plus(toUsers.Of(users, items, _toUsers, encodings)), items.Plus(heard));
                (allUsers, allItems) = (allUsers.Plus(users), allItems.Plus(items));
            }

            return (allUsers, allItems * _network._diagonal, [.. layers]);
        }
    }
}
