using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>
/// Ranking under every behavior, and a comparison of what users are under the target and under another behavior, each user weighed by networks that learn from pairs of
/// users with many behaviors how good a step is. The network learns by fixed weights; the weights learn, once its gradients are there, by losses of the network as a step along
/// their signs would leave it.
/// </summary>
/// <param name="network">Changes.</param>
/// <param name="graphs">Who touched what.</param>
/// <param name="options">Weights and sizes.</param>
/// <param name="seed">Everything random comes from it.</param>
internal sealed class WeightedBehaviors(CmlNetwork network, BehaviorGraphs graphs, WeightedBehaviorsOptions options, ulong seed) : IGraphTerm
{
    private readonly BehaviorGcnPass _pass = (BehaviorGcnPass)network.Over(graphs);
    private readonly PairSampler _metaPairs = new(MetaUsers(graphs), graphs.Union, graphs.Items, options.MetaPairs, options.Negatives, SeededRandom.Derive(seed, 1));
    private IEnumerator<PairBatch>? _meta;
    private int _epoch, _step;

    public void Begin(int epoch)
    {
        (_epoch, _step) = (epoch, 0);
        _meta = MetaBatches(epoch).GetEnumerator();
    }

    public Tensor Of(GraphStep step)
    {
        _step++;
        BehaviorVectors vectors = Over(step.Graphs).Vectors(network.Weights);
        BehaviorParts parts = Parts(step.Batch, vectors, step.Target);
        // Pairs of unknown behavior alone rank nothing.
        if (parts.Rankings.Count == 0)
            return vectors.Users.sum().Times(0);
        BehaviorWeights weights;
        using (no_grad())
            weights = Weigh(parts, vectors, 1);
        return PairRanking.Decayed(Total(parts, weights), step, options.WeightDecay);
    }

    /// <summary>How good the weights of users are at the network that a step leaves.</summary>
    public Tensor? Afterwards(GraphStep step)
    {
        if (_meta is null || !_meta.MoveNext())
            return null;
        PairBatch pairs = _meta.Current;
        BehaviorGcnPass pass = step.Graphs == graphs ? _pass : Over(graphs.Without(pairs.Users, pairs.Items));
        BehaviorVectors vectors;
        BehaviorParts parts;
        using (no_grad())
        {
            vectors = pass.Vectors(Moved(network.Weights));
            parts = Parts(pairs, vectors, step.Target);
        }

        return parts.Rankings.Count == 0 ? null : Total(parts, Weigh(parts, vectors, 2));
    }

    /// <summary>The users that have touched something under the most behaviors, with all that they touched; others without anything.</summary>
    internal static SparseRows MetaUsers(BehaviorGraphs graphs)
    {
        int Behaviors(int user) => Enumerable.Range(1, graphs.Behaviors).Count(b => graphs[b].Count(user) > 0);
        int most = Enumerable.Range(0, graphs.Users).Select(Behaviors).DefaultIfEmpty().Max();
        var offsets = new int[graphs.Users + 1];
        var columns = new int[graphs.Union.EntryCount];
        for (int user = 0; user < graphs.Users; user++)
        {
            ReadOnlySpan<int> touched = Behaviors(user) == most ? graphs.Union[user] : [];
            touched.CopyTo(columns.AsSpan(offsets[user]));
            offsets[user + 1] = offsets[user] + touched.Length;
        }

        return SparseRows.From(offsets, columns);
    }

    private BehaviorGcnPass Over(BehaviorGraphs known) => known == graphs ? _pass : (BehaviorGcnPass)_pass.Over(known);

    /// <summary>Losses of the users of a batch.</summary>
    internal BehaviorParts Parts(PairBatch batch, BehaviorVectors vectors, byte target)
    {
        List<BehaviorLosses> contrasts = options.ContrastiveWeight == 0
            ? []
            : BehaviorContrast.Losses(graphs, batch, vectors.UsersUnder, target, options.Temperature, options.ContrastiveUsers);
        return new BehaviorParts(BehaviorRanking.Losses(batch, BehaviorRanking.Own(graphs, batch), vectors.Users, vectors.Items), contrasts);
    }

    /// <summary>Weights of the same users.</summary>
    internal BehaviorWeights Weigh(BehaviorParts parts, BehaviorVectors vectors, int part)
    {
        var dropout = new Dropout((float)options.MetaDropout, SeededRandom.Derive(seed, _epoch, _step, part + 2));
        // Weights of users know the network as it is, and do not change it.
        Tensor Under(BehaviorLosses losses)
        {
            using var noGrad = no_grad();
            return vectors.UsersUnder([new BehaviorUsers(losses.Behavior, losses.Users)]);
        }

        Tensor[] Of(UserWeights weights, List<BehaviorLosses> all) =>
        [
            .. all.Select(losses => weights.Of(
                losses.Values.detach(), Under(losses), vectors.Users.detach().index_select(0, tensor(losses.Users, ScalarType.Int64, CPU)), dropout)),
        ];
        return new BehaviorWeights(Of(network.Ranking, parts.Rankings), Of(network.Contrast, parts.Contrasts));
    }

    /// <summary>The means of weighed losses: a behavior counts as often as there are pairs, or users, under it.</summary>
    internal Tensor Total(BehaviorParts parts, BehaviorWeights weights)
    {
        Tensor total = Mean(parts.Rankings, weights.Rankings);
        return parts.Contrasts.Count == 0 ? total : total.Plus(Mean(parts.Contrasts, weights.Contrasts).Times(options.ContrastiveWeight));
    }

    private static Tensor Mean(List<BehaviorLosses> losses, Tensor[] weights) =>
        cat([.. losses.Zip(weights, (one, weight) => one.Values * weight)]).mean();

    /// <summary>The weights that a first step of Adam leaves.</summary>
    private BehaviorGcnWeights Moved(BehaviorGcnWeights weights)
    {
        Tensor Along(Tensor values) => values.grad is { } gradient ? values.detach() - gradient.sign().Times(options.LearningRate) : values.detach();
        return new BehaviorGcnWeights(Along(weights.Users), Along(weights.Items), Along(weights.UserMaps), Along(weights.ItemMaps), Along(weights.Joined));
    }

    private IEnumerable<PairBatch> MetaBatches(int epoch)
    {
        for (int round = 0; _metaPairs.Count > 0; round++)
        {
            foreach (PairBatch batch in _metaPairs.Epoch((int)(SeededRandom.Derive(seed, epoch, round) & int.MaxValue)))
                yield return batch;
        }
    }
}
