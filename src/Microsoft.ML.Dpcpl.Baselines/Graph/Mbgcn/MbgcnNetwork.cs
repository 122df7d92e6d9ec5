using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Mbgcn;

/// <summary>
/// MBGCN, whose two scores are bilinear and stand in one dot product. A user is [x_u ; n_u W], n_u the mean of the items touched, each event on one of behavior b
/// weighted w_b; an item is [x_i ; n_i W], n_i the sum of its users over the root of their number. Under each behavior b an item is also
/// r = [x_i ; s W_p], s the mean of the items near it, and a user the mean of the r of the items touched, times W_r.
/// </summary>
internal sealed class MbgcnNetwork : GraphNetwork
{
    private readonly MbgcnShape _shape;
    private readonly Parameter _passed, _logWeights, _near, _relevance;

    public MbgcnNetwork(MbgcnShape shape, Initialization initialization)
        : base(shape, initialization)
    {
        _shape = shape;
        (int d, int b) = (shape.Width, shape.Behaviors);
        _passed = Kept(initialization.Identity(d));
        _logWeights = Kept(initialization.Zero(b));
        _near = Kept(Repeated(initialization, d, b));
        // At its start an item is as relevant as its vectors are like those of the history.
        _relevance = Kept(Repeated(initialization, 2 * d, b));
    }

    public override IReadOnlyList<(string Name, Parameter Values)> Parameters =>
        [.. Tables, ("passed", _passed), ("behaviors", _logWeights), ("near", _near), ("relevance", _relevance)];

    public override IReadOnlyList<(string Name, Parameter Values)> Propagating => Parameters;

    public override IGraphPass Over(BehaviorGraphs graphs) => new Pass(this, graphs);

    /// <summary>[count, width, width]: identities.</summary>
    private static Parameter Repeated(Initialization initialization, int width, int count)
    {
        initialization.Reserve(count, width, width);
        using Tensor one = eye(width, dtype: ScalarType.Float32, device: CPU);
        return new Parameter(one.unsqueeze(0).repeat(count, 1, 1));
    }

    /// <summary>Users by what they touched: [n, d'].</summary>
    /// <param name="own">[n, d].</param>
    /// <param name="counts">By behavior - 1, distinct items of each user.</param>
    /// <param name="touched">Sums the rows of a table over the items of each user under a behavior.</param>
    /// <param name="relevant">By behavior - 1, r of all items [V + 1, 2d].</param>
    private Tensor UsersOf(Tensor own, float[][] counts, Func<int, Tensor, Tensor> touched, Tensor[] relevant)
    {
        Tensor weights = _logWeights.exp();
        Tensor? sum = null, number = null;
        var parts = new List<Tensor>();
        for (int b = 0; b < _shape.Behaviors; b++)
        {
            Tensor weight = weights[b], count = tensor(counts[b], ScalarType.Float32, CPU).unsqueeze(1);
            Tensor items = touched(b + 1, Items) * weight, share = count * weight;
            (sum, number) = (sum is null ? items : sum.Plus(items), number is null ? share : number.Plus(share));
            parts.Add((touched(b + 1, relevant[b]) / count.AtLeast(1)).mm(_relevance[b]));
        }

        return cat([own, (sum! / number!.AtLeast(1e-6)).mm(_passed), .. parts], 1);
    }

    private sealed class Pass : IGraphPass
    {
        private readonly MbgcnNetwork _network;
        private readonly BehaviorGraphs _graphs;
        private readonly SparseMatrix[] _touched, _near;
        private readonly SparseMatrix _users;

        /// <param name="network">The network.</param>
        /// <param name="graphs">The graph.</param>
        /// <param name="near">Means of the items near each; null: as the graph has them.</param>
        public Pass(MbgcnNetwork network, BehaviorGraphs graphs, SparseMatrix[]? near = null)
        {
            (_network, _graphs) = (network, graphs);
            int items = network.Shape.Items;
            int[] behaviors = [.. Enumerable.Range(1, network._shape.Behaviors)];
            _touched = Array.ConvertAll(behaviors, b => new SparseMatrix(SparseMatrix.OverCount(graphs[b], 0), items + 1));
            _near = near ?? Array.ConvertAll(behaviors, b => new SparseMatrix(SparseMatrix.OverCount(NearItems.Of(graphs[b], items, network._shape.Neighbors), 1), items + 1));
            _users = new SparseMatrix(SparseMatrix.OverCount(graphs.Union.Transpose(items + 1), 0.5), graphs.Users);
        }

        /// <summary>What is near an item, a few pairs do not change.</summary>
        public IGraphPass Over(BehaviorGraphs part) => new Pass(_network, part, _near);

        public (Tensor Users, Tensor Items) Propagate()
        {
            (Tensor users, Tensor items, _) = All();
            return (users, items);
        }

        public GraphVectors Vectors()
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            (Tensor users, Tensor items, Tensor[] relevant) = All();
            Tensor mean = _network.Users.mean([0], keepdim: true);
            Tensor NewUsers(BehaviorGraphs histories) => _network.UsersOf(
                mean.expand(histories.Users, _network.Shape.Width), Counts(histories), (b, x) => SparseMatrix.Multiply(SparseMatrix.OverCount(histories[b], 0), x), relevant);
            return new GraphVectors(users, items, NewUsers, [mean, .. relevant]);
        }

        private (Tensor Users, Tensor Items, Tensor[] Relevant) All()
        {
            Tensor items = _network.Items;
            Tensor[] relevant = [.. _near.Select((near, b) => cat([items, near.Times(items).mm(_network._near[b])], 1))];
            Tensor users = _network.UsersOf(_network.Users, Counts(_graphs), (b, x) => _touched[b - 1].Times(x), relevant);
            double share = _network._shape.Relevance / _network._shape.Behaviors;
            return (users, cat([items, _users.Times(_network.Users).mm(_network._passed), .. relevant.Select(one => one.Times(share))], 1), relevant);
        }

        private float[][] Counts(BehaviorGraphs graphs) =>
            [.. Enumerable.Range(1, _network._shape.Behaviors).Select(b => Enumerable.Range(0, graphs.Users).Select(user => (float)graphs[b].Count(user)).ToArray())];
    }
}
