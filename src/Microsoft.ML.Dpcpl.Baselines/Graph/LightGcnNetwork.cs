using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>LightGCN's encoder: <see cref="LinearPropagation"/> over the graph of all behaviors together.</summary>
internal class LightGcnNetwork(LightGcnShape shape, Initialization initialization) : GraphNetwork(shape, initialization)
{
    private readonly int _layers = shape.Layers;

    public override IGraphPass Over(BehaviorGraphs graphs) => new Pass(this, graphs);

    /// <summary>Vectors of all users [U, d] and items [V + 1, d] after propagation over a graph.</summary>
    /// <param name="graph">The graph, normalized.</param>
    public (Tensor Users, Tensor Items) Propagate(SparseMatrix graph)
    {
        (Tensor users, Tensor items, _) = LinearPropagation.Of(Users, Items, graph, _layers);
        return (users, items);
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
            (Tensor users, Tensor items, Tensor heard) = LinearPropagation.Of(network.Users, network.Items, _graph, network._layers);
            (Tensor start, Tensor messages) = LinearPropagation.ToNewUsers(network.Users, heard, graphs.Union, network._layers);
            Tensor NewUsers(BehaviorGraphs histories) => network.Finish(LinearPropagation.NewUsers(histories.Union, start, messages), items, () => histories);
            return new GraphVectors(network.Finish(users, items, () => graphs), items, NewUsers, start, messages);
        }
    }
}
