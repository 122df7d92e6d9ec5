using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;

/// <summary>Ranking under the behaviors, by pairs that are not taken for noise; and, where it has a weight, telling pairs from others: binary cross entropy of their probabilities.</summary>
/// <param name="network">Changes.</param>
/// <param name="graphs">Who touched what.</param>
/// <param name="weightDecay">Weight of half the squared lengths of layer 0.</param>
/// <param name="pairWeight">Weight of telling pairs from others.</param>
/// <param name="targetAlone">Whether the target behavior alone is ranked.</param>
/// <param name="seed">Everything random comes from it.</param>
internal sealed class DenoisedRanking(DptNetwork network, BehaviorGraphs graphs, double weightDecay, double pairWeight, bool targetAlone, ulong seed) : IGraphTerm
{
    private BehaviorGraphs? _kept;
    private int _epoch, _step;

    public void Begin(int epoch)
    {
        (_epoch, _step) = (epoch, 0);
        _kept = network.WithoutNoise(graphs);
    }

    public Tensor Of(GraphStep step)
    {
        ulong drawn = SeededRandom.Derive(seed, _epoch, ++_step);
        long[][] pairs = BehaviorRanking.Own(_kept ?? graphs, step.Batch);
        (Tensor users, Tensor items) = step.Vectors;
        Tensor[] losses =
        [
            .. BehaviorRanking.Losses(step.Batch, pairs, users, items).Where(one => !targetAlone || one.Behavior == step.Target).Select(one => one.Values),
        ];
        // A batch may hold nobody with such a pair.
        Tensor loss = losses.Length == 0 ? users.sum().Times(0) : cat(losses).mean();
        if (pairWeight > 0 && losses.Length > 0)
            loss = loss.Plus(Pairs(step.Batch, pairs, SeededRandom.Derive(drawn, 1)).Times(pairWeight));
        return PairRanking.Decayed(loss, step, weightDecay);
    }

    /// <summary>-log p of pairs, and -log(1 - p) of the same users with unseen items, on the mean of the pairs of all behaviors.</summary>
    internal Tensor Pairs(PairBatch batch, long[][] pairs, ulong drawn)
    {
        var random = new SeededRandom(drawn);
        var losses = new List<Tensor>();
        for (int b = 0; b < pairs.Length; b++)
        {
            long[] rows = pairs[b];
            if (rows.Length == 0)
                continue;
            var unseen = new long[rows.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                ReadOnlySpan<int> seen = graphs.Union[(int)batch.Users[rows[i]]];
                unseen[i] = PairSampler.Unseen(seen, random.NextInt32(graphs.Items - seen.Length));
            }

            Tensor users = tensor(Array.ConvertAll(rows, row => batch.Users[row]), ScalarType.Int64, CPU);
            Tensor own = network.Logits(users, tensor(Array.ConvertAll(rows, row => batch.Items[row]), ScalarType.Int64, CPU), b + 1);
            Tensor others = network.Logits(users, tensor(unseen, ScalarType.Int64, CPU), b + 1);
            losses.Add(-nn.functional.logsigmoid(own).Plus(nn.functional.logsigmoid(-others)));
        }

        return cat(losses).mean();
    }
}
