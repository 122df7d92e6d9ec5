using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>
/// Ranks the pairs of a batch under each of their behaviors, compares what users are under the target and under other behaviors and, where there is knowledge, ranks pairs of the
/// target by what knowledge alone makes of them. All over the graph of the step, where a pair may not speak for itself.
/// </summary>
/// <param name="network">Changes.</param>
/// <param name="graphs">Who touched what.</param>
/// <param name="options">Weights and sizes.</param>
internal sealed class KmclrRanking(KmclrNetwork network, BehaviorGraphs graphs, KmclrRankingOptions options) : IGraphTerm
{
    private readonly KmclrPass _pass = (KmclrPass)network.Over(graphs);

    public Tensor Of(GraphStep step)
    {
        PairBatch batch = step.Batch;
        KmclrVectors vectors = (step.Graphs == graphs ? _pass : (KmclrPass)_pass.Over(step.Graphs)).All();
        long[][] pairs = BehaviorRanking.Own(graphs, batch);
        List<BehaviorLosses> rankings = BehaviorRanking.Losses(batch, pairs, vectors.Users, vectors.Items);
        // Pairs of unknown behavior alone rank nothing.
        if (rankings.Count == 0)
            return vectors.Users.sum().Times(0);
        Tensor loss = Mean(rankings);
        List<BehaviorLosses> contrasts = options.ContrastiveWeight == 0
            ? []
            : BehaviorContrast.Losses(step.Graphs, batch, vectors.UsersUnder, network.Target, options.Temperature, options.ContrastiveUsers);
        if (contrasts.Count > 0)
            loss = loss.Plus(Mean(contrasts).Times(options.ContrastiveWeight));
        if (vectors.Knowledge is { } knowledge && BehaviorRanking.Losses(batch, [pairs[network.Target - 1]], knowledge.Users, knowledge.Items) is { Count: > 0 } known)
            loss = loss.Plus(Mean(known));
        return PairRanking.Decayed(loss, step, options.WeightDecay);
    }

    /// <summary>A behavior counts as often as there are pairs, or users, under it.</summary>
    private static Tensor Mean(List<BehaviorLosses> losses) => cat([.. losses.Select(one => one.Values)]).mean();
}
