using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Vectors of users and items that scores are computed from, and what gives a vector to somebody else. Safe for concurrent reading.</summary>
internal sealed class GraphVectors : IDisposable
{
    private readonly Func<BehaviorGraphs, Tensor> _newUsers;
    private readonly Tensor[] _all;

    /// <param name="users">[U, d'].</param>
    /// <param name="items">[V + 1, d'].</param>
    /// <param name="newUsers">Gives vectors [n, d'] to users whom training did not know, by what each of them touched.</param>
    /// <param name="kept">Tensors that <paramref name="newUsers"/> reads; taken over, as users and items are.</param>
    public GraphVectors(Tensor users, Tensor items, Func<BehaviorGraphs, Tensor> newUsers, params Tensor[] kept)
    {
        (Users, Items, _newUsers, Kept, _all) = (users, items, newUsers, kept, [users, items, .. kept]);
        foreach (Tensor one in _all)
            one.DetachFromDisposeScope();
    }

    /// <summary>K: equal parts of every vector; a score is the largest of the dot products of parts in one place.</summary>
    public int Interests { get; init; } = 1;

    public Tensor Users { get; }

    public Tensor Items { get; }

    /// <summary>What new users are made of.</summary>
    public IReadOnlyList<Tensor> Kept { get; }

    /// <summary>Vectors of users whom training did not know, [n, d']. To be called without gradients.</summary>
    /// <param name="histories">What each of them touched.</param>
    public Tensor NewUsers(BehaviorGraphs histories)
    {
        using var scope = NewDisposeScope();
        return _newUsers(histories).MoveToOuterDisposeScope();
    }

    /// <summary>One vector a row, [n, d']: the trained one of a user that is known and has items in the graph, otherwise that of a new user. To be called without gradients.</summary>
    /// <param name="known">By row, the user; negative for an unknown one.</param>
    /// <param name="histories">Gives what each of them touched.</param>
    public Tensor Of(ReadOnlySpan<int> known, Func<BehaviorGraphs> histories)
    {
        using var scope = NewDisposeScope();
        long[] rows = new long[known.Length];
        float[] isKnown = new float[known.Length];
        for (int i = 0; i < rows.Length; i++)
            (rows[i], isKnown[i]) = (Math.Max(0, known[i]), known[i] < 0 ? 0 : 1);
        Tensor trained = Users.index_select(0, tensor(rows, ScalarType.Int64, CPU));
        if (!isKnown.Contains(0))
            return trained.MoveToOuterDisposeScope();
        Tensor mask = tensor(isKnown, ScalarType.Float32, CPU).unsqueeze(1);
        return where(mask.to(ScalarType.Bool), trained, NewUsers(histories())).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (Tensor one in _all)
            one.Dispose();
    }
}
