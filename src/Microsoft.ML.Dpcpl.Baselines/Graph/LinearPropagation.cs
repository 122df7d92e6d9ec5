using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// LightGCN's propagation, which has no weights. Layer k holds what the neighbors are in layer k - 1, x_u = sum over the items i of u of x_i / sqrt(|u| |i|) and likewise
/// for items; a vector is the mean of its layers 0..K.
/// </summary>
internal static class LinearPropagation
{
    /// <summary>The means of all layers, and the sum of the items' layers that a user hears of: all but the last.</summary>
    /// <param name="users">[U, d], layer 0.</param>
    /// <param name="items">[V + 1, d], layer 0.</param>
    /// <param name="graph">The graph, normalized.</param>
    /// <param name="layers">K.</param>
    public static (Tensor Users, Tensor Items, Tensor Heard) Of(Tensor users, Tensor items, SparseMatrix graph, int layers)
    {
        Tensor allUsers = users, allItems = items, heard = items;
        for (int layer = 1; layer <= layers; layer++)
        {
            heard = allItems;
            (users, items) = (graph.Times(items), graph.TransposedTimes(users));
            (allUsers, allItems) = (allUsers.Plus(users), allItems.Plus(items));
        }

        return (allUsers.Over(layers + 1), allItems.Over(layers + 1), heard);
    }

    /// <summary>What somebody new begins with [1, d], and what each item says to such [V + 1, d].</summary>
    /// <param name="users">[U, d], layer 0.</param>
    /// <param name="heard">What a user hears of items.</param>
    /// <param name="touched">Items of each user.</param>
    /// <param name="layers">K.</param>
    public static (Tensor Start, Tensor Messages) ToNewUsers(Tensor users, Tensor heard, SparseRows touched, int layers)
    {
        double share = 1.0 / (layers + 1);
        // 0 for an item that nobody touched.
        float[] roots = Array.ConvertAll(SparseMatrix.ColumnCounts(touched, (int)heard.shape[0]), degree => degree == 0 ? 0 : (float)(1 / Math.Sqrt(degree)));
        return (users.mean([0], keepdim: true).Times(share), heard * tensor(roots, ScalarType.Float32, CPU).unsqueeze(1).Times(share));
    }

    /// <summary>What propagation would say of new users, had they been in the graph and their items not heard of them: [n, d].</summary>
    public static Tensor NewUsers(SparseRows touched, Tensor start, Tensor messages) =>
        start.Plus(SparseMatrix.Multiply(SparseMatrix.OverCount(touched, 0.5), messages));
}
