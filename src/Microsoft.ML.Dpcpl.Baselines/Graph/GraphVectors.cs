using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Vectors of users and items after propagation, and what it takes to give a vector to somebody else. Safe for concurrent reading.</summary>
/// <param name="network">The network that they are of; not owned.</param>
/// <param name="users">[U, d].</param>
/// <param name="items">[V + 1, d].</param>
/// <param name="start">[1, d]: a new user's share of layer 0, the mean of all users.</param>
/// <param name="messages">[V + 1, d]: what an item says to a new user who touched it, but for the root of the number of the user's items.</param>
internal sealed class GraphVectors(GraphNetwork network, Tensor users, Tensor items, Tensor start, Tensor messages) : IDisposable
{
    public Tensor Users => users;

    public Tensor Items => items;

    /// <summary>
    /// Vectors of users whom training did not know, [n, d]: what propagation would give them, had they been in the graph and their items not heard of them. To be called without gradients.
    /// </summary>
    /// <param name="histories">Distinct items of each.</param>
    public Tensor NewUsers(SparseRows histories)
    {
        using var scope = NewDisposeScope();
        Tensor heard = SparseMatrix.Multiply(SparseMatrix.OverCount(histories, 0.5), messages);
        return network.Finish(start.Plus(heard), items, () => histories).MoveToOuterDisposeScope();
    }

    /// <summary>One vector a row, [n, d]: the trained one of a user that is known and has items in the graph, otherwise that of a new user. To be called without gradients.</summary>
    /// <param name="known">By row, the user; negative for an unknown one.</param>
    /// <param name="histories">By row, distinct items.</param>
    public Tensor Of(ReadOnlySpan<int> known, SparseRows histories)
    {
        using var scope = NewDisposeScope();
        long[] rows = new long[known.Length];
        float[] isKnown = new float[known.Length];
        for (int i = 0; i < rows.Length; i++)
            (rows[i], isKnown[i]) = (Math.Max(0, known[i]), known[i] < 0 ? 0 : 1);
        Tensor trained = users.index_select(0, tensor(rows, ScalarType.Int64, CPU));
        if (!isKnown.Contains(0))
            return trained.MoveToOuterDisposeScope();
        Tensor mask = tensor(isKnown, ScalarType.Float32, CPU).unsqueeze(1);
        return where(mask.to(ScalarType.Bool), trained, NewUsers(histories)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        users.Dispose();
        items.Dispose();
        start.Dispose();
        messages.Dispose();
    }
}
