using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>KMCLR over one graph.</summary>
internal sealed class KmclrPass : IGraphPass
{
    private readonly KmclrNetwork _network;
    private readonly KmclrShape _shape;
    private readonly BehaviorGcnPass _convolution;
    private readonly (EntityAttention Entities, SparseRows Touched, SparseMatrix Graph)? _knowledge;

    /// <param name="network">The network.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="graphs">Who touched what, and what is known of items.</param>
    /// <param name="whole">Where that is a part of a graph, the pass over the whole, which has the same knowledge; null: it is whole.</param>
    public KmclrPass(KmclrNetwork network, KmclrShape shape, BehaviorGraphs graphs, KmclrPass? whole)
    {
        (_network, _shape, _convolution) = (network, shape, network.Convolution(graphs));
        if (network.Knowledge is null)
            return;
        SparseRows touched = graphs[shape.Target];
        _knowledge = (whole?._knowledge?.Entities ?? new EntityAttention(graphs.Knowledge!), touched, SparseMatrix.Normalized(touched, shape.Items + 1));
    }

    public IGraphPass Over(BehaviorGraphs part) => new KmclrPass(_network, _shape, part, this);

    public (Tensor Users, Tensor Items) Propagate()
    {
        KmclrVectors vectors = All();
        return (vectors.Users, vectors.Items);
    }

    /// <summary>All vectors, those of users under each behavior and those of knowledge alone among them.</summary>
    public KmclrVectors All()
    {
        BehaviorVectors convolution = _convolution.Vectors(_network.Weights);
        if (_knowledge is not { } knowledge)
            return new KmclrVectors(convolution.Users, convolution.Items, convolution.UsersUnder, null);
        (Tensor users, Tensor items, _) = Known(knowledge.Entities, knowledge.Graph);
        return new KmclrVectors(Mixed(convolution.Users, users), Mixed(convolution.Items, items), convolution.UsersUnder, (users, items));
    }

    public GraphVectors Vectors()
    {
        GraphVectors convolution = _convolution.Vectors();
        if (_knowledge is not { } knowledge)
            return convolution;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (Tensor users, Tensor items, Tensor heard) = Known(knowledge.Entities, knowledge.Graph);
        (Tensor start, Tensor messages) = LinearPropagation.ToNewUsers(_network.Knowledge!.Users, heard, knowledge.Touched, _shape.Layers);
        Tensor NewUsers(BehaviorGraphs histories) => Mixed(convolution.NewUsers(histories), LinearPropagation.NewUsers(histories[_shape.Target], start, messages));
        var vectors = new GraphVectors(Mixed(convolution.Users, users), Mixed(convolution.Items, items), NewUsers, [start, messages, .. convolution.Kept]);
        convolution.Users.Dispose();
        convolution.Items.Dispose();
        return vectors;
    }

    private (Tensor Users, Tensor Items, Tensor Heard) Known(EntityAttention entities, SparseMatrix graph) =>
        LinearPropagation.Of(_network.Knowledge!.Users, _network.Knowledge.Items([entities, entities]), graph, _shape.Layers);

    private Tensor Mixed(Tensor convolution, Tensor knowledge) => convolution.Times(1 - _shape.KnowledgeShare).Plus(knowledge.Times(_shape.KnowledgeShare));
}
