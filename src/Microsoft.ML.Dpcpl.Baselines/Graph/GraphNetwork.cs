using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// LightGCN's encoder: a vector for every user and every item, and linear propagation between them without further weights. Layer k holds what the neighbors are
/// in layer k - 1, x_u = sum over the items i of u of x_i / sqrt(|u| |i|) and likewise for items; a vector is the mean of its layers 0..K.
/// </summary>
internal class GraphNetwork : IDisposable
{
    private const double Deviation = 0.1;

    public GraphNetwork(GraphShape shape, Initialization initialization)
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
    public virtual IReadOnlyList<(string Name, Parameter Values)> Parameters => [("users", Users), ("items", Items)];

    /// <summary>Vectors of all users [U, d] and items [V + 1, d] after propagation.</summary>
    public (Tensor Users, Tensor Items) Propagate(SparseMatrix graph)
    {
        (Tensor users, Tensor items, _) = Layers(graph);
        return (users, items);
    }

    /// <summary>What scores are computed from, of users whose vectors have been propagated.</summary>
    /// <param name="users">[n, d].</param>
    /// <param name="items">[V + 1, d]: all items after propagation.</param>
    /// <param name="histories">Gives the distinct items of each of the n users.</param>
    public virtual Tensor Finish(Tensor users, Tensor items, Func<SparseRows> histories) => users;

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

    /// <summary>What the network makes of a graph, to score by.</summary>
    /// <param name="union">Items of each user, ascending.</param>
    public GraphVectors Vectors(SparseRows union)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (Tensor users, Tensor items, Tensor heard) = Layers(SparseMatrix.Normalized(union, Shape.Items + 1));
        Tensor start = Users.mean([0], keepdim: true).Over(Shape.Layers + 1);
        Tensor roots = tensor(RootsOfDegrees(union), ScalarType.Float32, CPU).unsqueeze(1);
        Tensor messages = heard * roots.Over(Shape.Layers + 1);
        Tensor finished = Finish(users, items, () => union);
        foreach (Tensor kept in (Tensor[])[finished, items, start, messages])
            kept.DetachFromDisposeScope();
        return new GraphVectors(this, finished, items, start, messages);
    }

    /// <summary>A copy with further users, each the mean of those there are.</summary>
    public GraphNetwork WithUsers(int users)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        GraphNetwork copy = (Shape with { Users = users }).Create(new Initialization(null));
        foreach (((_, Parameter to), (_, Parameter from)) in copy.Parameters.Zip(Parameters).Where(pair => pair.First.Name != "users"))
            to.copy_(from);
        copy.Users.narrow(0, 0, Shape.Users).copy_(Users);
        if (users > Shape.Users)
            copy.Users.narrow(0, Shape.Users, users - Shape.Users).copy_(Users.mean([0], keepdim: true));
        return copy;
    }

    public void Dispose()
    {
        foreach ((_, Parameter values) in Parameters)
            values.Dispose();
    }

    /// <summary>A weight that outlives the scope it is made in.</summary>
    protected static Parameter Kept(Parameter weight)
    {
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

    /// <summary>The means of all layers, and the sum of the items' layers that a user hears of: all but the last.</summary>
    private (Tensor Users, Tensor Items, Tensor Heard) Layers(SparseMatrix graph)
    {
        Tensor users = Users, items = Items, allUsers = users, allItems = items, heard = items;
        for (int layer = 1; layer <= Shape.Layers; layer++)
        {
            heard = allItems;
            (users, items) = (graph.Times(items), graph.TransposedTimes(users));
            (allUsers, allItems) = (allUsers.Plus(users), allItems.Plus(items));
        }

        return (allUsers.Over(Shape.Layers + 1), allItems.Over(Shape.Layers + 1), heard);
    }

    /// <summary>|i|^-1/2 of each item; 0 of one that nobody touched.</summary>
    private float[] RootsOfDegrees(SparseRows union)
    {
        var degrees = new int[Shape.Items + 1];
        foreach (int item in union.Columns)
            degrees[item]++;
        return Array.ConvertAll(degrees, degree => degree == 0 ? 0 : (float)(1 / Math.Sqrt(degree)));
    }
}
