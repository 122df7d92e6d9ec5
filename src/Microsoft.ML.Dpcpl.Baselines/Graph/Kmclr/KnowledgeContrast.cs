using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>
/// InfoNCE between two views of an epoch, each of which lacks some random triples and some pairs of the target. Pairs stay the more probably, the more the user likes the item
/// among the user's own, and the less the item hangs on single triples: the cosine of what it is in either view.
/// </summary>
/// <param name="network">Changes.</param>
/// <param name="graphs">Who touched what, and what is known of items.</param>
/// <param name="options">Weights and shares.</param>
/// <param name="seed">Everything random comes from it.</param>
internal sealed class KnowledgeContrast(KmclrNetwork network, BehaviorGraphs graphs, KnowledgeContrastOptions options, ulong seed) : IGraphTerm
{
    private readonly KnowledgeVectors _vectors = network.Knowledge!;
    private readonly ItemKnowledge _knowledge = graphs.Knowledge!;
    private readonly EntityAttention _whole = new(graphs.Knowledge!);
    private readonly SparseRows _target = graphs[network.Target];
    private (EntityAttention[] Entities, SparseMatrix Graph)[] _views = [];

    public void Begin(int epoch)
    {
        EntityAttention[][] entities = [Entities(epoch, 1), Entities(epoch, 2)];
        float[] chances;
        using (NewDisposeScope())
        using (no_grad())
        {
            Tensor stable = nn.functional.cosine_similarity(_vectors.Items(entities[0]), _vectors.Items(entities[1]), 1);
            chances = Chances(_target, _vectors.Users, _vectors.Items([_whole, _whole]), stable.data<float>().ToArray(), options.LeastKept);
        }

        _views = [.. entities.Select((one, view) => (one, SparseMatrix.Normalized(Pairs(chances, epoch, view + 1), graphs.Items + 1)))];
    }

    public Tensor Of(GraphStep step)
    {
        (Tensor Users, Tensor Items) View((EntityAttention[] Entities, SparseMatrix Graph) view)
        {
            (Tensor users, Tensor items, _) = LinearPropagation.Of(_vectors.Users, _vectors.Items(view.Entities), view.Graph, options.Layers);
            return (users, items);
        }

        return ViewContrast.Between(View(_views[0]), View(_views[1]), step.Batch, options.Nodes, options.Temperature).Times(options.Weight);
    }

    /// <summary>The triples that a set of vectors has in a view.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="view">1 or 2.</param>
    /// <param name="set">Number of the set.</param>
    internal SparseRows Triples(int epoch, int view, int set)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, epoch, view, set));
        return _knowledge.Entities.Where((_, _) => random.NextDouble() >= options.TripleDropout);
    }

    /// <summary>How probably each pair stays, in the order of the pairs: <paramref name="least"/> for the smallest product of liking and stability, 1 for the largest, linear between.</summary>
    /// <param name="touched">Items of each user.</param>
    /// <param name="users">[U, d].</param>
    /// <param name="items">[V + 1, d].</param>
    /// <param name="stable">Of each item.</param>
    /// <param name="least">Of a pair.</param>
    internal static unsafe float[] Chances(SparseRows touched, Tensor users, Tensor items, float[] stable, double least)
    {
        var chances = new float[touched.EntryCount];
        if (chances.Length == 0)
            return chances;
        using Tensor denseUsers = users.detach().contiguous(), denseItems = items.detach().contiguous();
        int width = (int)denseItems.shape[1];
        TensorRows u = new(denseUsers), x = new(denseItems);
        for (int user = 0; user < touched.RowCount; user++)
        {
            ReadOnlySpan<int> own = touched[user];
            Span<float> liked = chances.AsSpan(touched.Start(user), own.Length);
            float largest = float.NegativeInfinity, sum = 0;
            for (int i = 0; i < own.Length; i++)
            {
                liked[i] = FloatVectors.Dot(new ReadOnlySpan<float>(u[user], width), new ReadOnlySpan<float>(x[own[i]], width));
                largest = Math.Max(largest, liked[i]);
            }

            for (int i = 0; i < own.Length; i++)
                sum += liked[i] = MathF.Exp(liked[i] - largest);
            for (int i = 0; i < own.Length; i++)
                liked[i] *= stable[own[i]] / sum;
        }

        (float smallest, float greatest) = (chances.Min(), chances.Max());
        for (int i = 0; i < chances.Length; i++)
            chances[i] = greatest > smallest ? (float)(least + ((1 - least) * (chances[i] - smallest) / (greatest - smallest))) : 1;
        return chances;
    }

    /// <summary>The pairs of the target in a view.</summary>
    /// <param name="chances">How probably each stays.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="view">1 or 2.</param>
    internal SparseRows Pairs(float[] chances, int epoch, int view)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, epoch, view));
        int pair = 0;
        return _target.Where((_, _) => random.NextDouble() < chances[pair++]);
    }

    private EntityAttention[] Entities(int epoch, int view) => [.. Enumerable.Range(0, _vectors.Sets.Count).Select(set => new EntityAttention(_knowledge, Triples(epoch, view, set)))];
}
