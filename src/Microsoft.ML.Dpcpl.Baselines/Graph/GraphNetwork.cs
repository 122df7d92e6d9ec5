using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A vector for every user and every item, and what passes them on along a graph.</summary>
internal abstract class GraphNetwork : IDisposable
{
    private const double Deviation = 0.1;

    protected GraphNetwork(GraphShape shape, Initialization initialization)
    {
        Shape = shape;
        Users = Kept(initialization.Normal(Deviation, shape.Users, shape.Width));
        Items = Kept(initialization.Normal(Deviation, shape.Items + 1, shape.Width));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Items[0].zero_();
    }

    public GraphShape Shape { get; }

    /// <summary>[U, d], layer 0.</summary>
    public Parameter Users { get; }

    /// <summary>[V + 1, d], layer 0; row 0 belongs to no item.</summary>
    public Parameter Items { get; }

    /// <summary>All weights.</summary>
    public virtual IReadOnlyList<(string Name, Parameter Values)> Parameters => Tables;

    /// <summary>Those that propagation needs: where a stage leaves them alone it propagates once.</summary>
    public virtual IReadOnlyList<(string Name, Parameter Values)> Propagating => Tables;

    /// <summary>Layer 0.</summary>
    public IReadOnlyList<(string Name, Parameter Values)> Tables => [("users", Users), ("items", Items)];

    /// <summary>The network over a graph.</summary>
    public abstract IGraphPass Over(BehaviorGraphs graphs);

    /// <summary>What scores are computed from, of users whose vectors have been propagated.</summary>
    /// <param name="users">[n, d'].</param>
    /// <param name="items">[V + 1, d']: all items after propagation.</param>
    /// <param name="histories">Gives what each of the n users touched.</param>
    public virtual Tensor Finish(Tensor users, Tensor items, Func<BehaviorGraphs> histories) => users;

    /// <summary>Starts layer 0 from factors of items; users have the sum of those of their items over the root of their number.</summary>
    /// <param name="union">Items of each user, ascending.</param>
    /// <param name="seed">Seed of the factors.</param>
    public void StartFromCoOccurrence(SparseRows union, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor factors = FactorsOf(union, seed);
        Items.copy_(factors);
        Users.copy_(SparseMatrix.Multiply(SparseMatrix.OverCount(union, 0.5), factors));
    }

    /// <summary>A copy with further users, each the mean of those there are.</summary>
    public GraphNetwork WithUsers(int users)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        GraphNetwork copy = (Shape with { Users = users }).Create(new Initialization(null));
        foreach (((_, Parameter to), (_, Parameter from)) in copy.Parameters.Zip(Parameters))
        {
            // Tables of users alone have more rows than before.
            long further = to.shape[0] - from.shape[0];
            to.narrow(0, 0, from.shape[0]).copy_(from);
            if (further > 0)
                to.narrow(0, from.shape[0], further).copy_(from.mean([0], keepdim: true));
        }

        return copy;
    }

    public void Dispose()
    {
        foreach ((_, Parameter values) in Parameters)
            values.Dispose();
    }

    /// <summary>
    /// A weight that outlives the scope it is made in. It asks for a gradient when a stage trains it: libtorch multiplies in another order what might need one, and a model that was loaded
    /// would differ in the last digit.
    /// </summary>
    protected static Parameter Kept(Parameter weight)
    {
        weight.requires_grad = false;
        weight.DetachFromDisposeScope();
        return weight;
    }

    /// <summary>[V + 1, d]: factors of which items were touched by the same users.</summary>
    protected Tensor FactorsOf(SparseRows union, ulong seed)
    {
        var offsets = new int[union.RowCount + 1];
        for (int user = 0; user < union.RowCount; user++)
            offsets[user + 1] = offsets[user] + union.Count(user);
        var pairs = new SequenceStore(offsets, union.Columns.ToArray(), new byte[union.EntryCount], new long[union.EntryCount]);
        return CoOccurrenceFactors.Compute(pairs, pairs.Lengths(), Shape.Items, Shape.Width, seed);
    }
}
