using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// LightGCN's encoder: linear propagation without further weights. Layer k holds what the neighbors are in layer k - 1, x_u = sum over the items i of u of
/// x_i / sqrt(|u| |i|) and likewise for items; a vector is the mean of its layers 0..K.
/// </summary>
internal class LightGcnNetwork(LightGcnShape shape, Initialization initialization) : GraphNetwork(shape, initialization)
{
    private readonly int _layers = shape.Layers;

    public override IGraphPass Over(BehaviorGraphs graphs) => new Pass(this, graphs);

    /// <summary>Vectors of all users [U, d] and items [V + 1, d] after propagation over a graph.</summary>
    /// <param name="graph">The graph, normalized.</param>
    public (Tensor Users, Tensor Items) Propagate(SparseMatrix graph)
    {
        (Tensor users, Tensor items, _) = Propagated(graph);
        return (users, items);
    }

    /// <summary>The means of all layers, and the sum of the items' layers that a user hears of: all but the last.</summary>
    private (Tensor Users, Tensor Items, Tensor Heard) Propagated(SparseMatrix graph)
    {
        Tensor users = Users, items = Items, allUsers = users, allItems = items, heard = items;
        for (int layer = 1; layer <= _layers; layer++)
        {
            heard = allItems;
            (users, items) = (graph.Times(items), graph.TransposedTimes(users));
            (allUsers, allItems) = (allUsers.Plus(users), allItems.Plus(items));
        }

        return (allUsers.Over(_layers + 1), allItems.Over(_layers + 1), heard);
    }

    private sealed class Pass(LightGcnNetwork network, BehaviorGraphs graphs) : IGraphPass
    {
        private readonly SparseMatrix _graph = SparseMatrix.Normalized(graphs.Union, network.Shape.Items + 1);

        public IGraphPass Over(BehaviorGraphs part) => new Pass(network, part);

        public (Tensor Users, Tensor Items) Propagate() => network.Propagate(_graph);

        public GraphVectors Vectors()
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            (Tensor users, Tensor items, Tensor heard) = network.Propagated(_graph);
            double share = 1.0 / (network._layers + 1);
            Tensor start = network.Users.mean([0], keepdim: true).Times(share);
            Tensor messages = heard * tensor(RootsOfDegrees(), ScalarType.Float32, CPU).unsqueeze(1).Times(share);
            // What propagation would say, had they been in the graph and their items not heard of them.
            Tensor NewUsers(BehaviorGraphs histories) => network.Finish(
                start.Plus(SparseMatrix.Multiply(SparseMatrix.OverCount(histories.Union, 0.5), messages)), items, () => histories);
            return new GraphVectors(network.Finish(users, items, () => graphs), items, NewUsers, start, messages);
        }

        /// <summary>|i|^-1/2 of each item; 0 of one that nobody touched.</summary>
        private float[] RootsOfDegrees() =>
            Array.ConvertAll(SparseMatrix.ColumnCounts(graphs.Union, network.Shape.Items + 1), degree => degree == 0 ? 0 : (float)(1 / Math.Sqrt(degree)));
    }
}
