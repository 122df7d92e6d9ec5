using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;

/// <summary>Each pair above its negatives under every behavior that it was touched under, by the interests of that behavior; on the mean of the pairs.</summary>
/// <param name="shape">Sizes.</param>
/// <param name="graphs">Who touched what.</param>
/// <param name="otherWeight">Weight of behaviors beside the target.</param>
/// <param name="weightDecay">Weight of half the squared lengths of layer 0.</param>
internal sealed class InterestRanking(CkmlShape shape, BehaviorGraphs graphs, double otherWeight, double weightDecay) : IGraphTerm
{
    public Tensor Of(GraphStep step)
    {
        PairBatch batch = step.Batch;
        long[][] pairs = BehaviorRanking.Own(graphs, batch);
        (Tensor allUsers, Tensor allItems) = step.Vectors;
        Tensor users = allUsers.index_select(0, step.Users), items = allItems.index_select(0, step.Items);
        Tensor negatives = allItems.index_select(0, tensor(batch.Negatives, ScalarType.Int64, CPU));
        // Pairs of unknown behavior alone rank nothing.
        Tensor total = allUsers.sum().Times(0);
        for (int behavior = 1; behavior <= shape.Behaviors; behavior++)
        {
            double weight = behavior == step.Target ? 1 : otherWeight;
            long[] rows = weight == 0 ? [] : pairs[behavior - 1];
            if (rows.Length == 0)
                continue;
            long at = (behavior - 1L) * shape.ScoringWidth;
            Tensor Under(Tensor all) => all.narrow(1, at, shape.ScoringWidth);
            Tensor index = tensor(rows, ScalarType.Int64, CPU), against = Under(negatives), ranked = Under(users).index_select(0, index);
            Tensor positive = LargestProducts.OfPairs(ranked, Under(items).index_select(0, index), shape.AllInterests);
            Tensor losses = batch.Seen is { } seen
                ? RankingObjective.SampledSoftmax(positive.unsqueeze(1), PairRanking.WithoutSeen(LargestProducts.Of(ranked, against, shape.AllInterests), SeenBy(seen, rows, batch)))
                : RankingObjective.Bpr(positive, LargestProducts.OfPairs(ranked, against.index_select(0, index), shape.AllInterests));
            total = total.Plus(losses.sum().Times(weight / batch.Users.Length));
        }

        return PairRanking.Decayed(total, step, weightDecay);
    }

    /// <summary>The seen negatives of some rows, as place of the row x m + negative.</summary>
    private static long[] SeenBy(long[] seen, long[] rows, PairBatch batch)
    {
        int[] place = new int[batch.Users.Length];
        Array.Fill(place, -1);
        for (int i = 0; i < rows.Length; i++)
            place[rows[i]] = i;
        long negatives = batch.Negatives.Length;
        var found = new List<long>();
        foreach (long one in seen)
        {
            if (place[one / negatives] is >= 0 and int at)
                found.Add((at * negatives) + (one % negatives));
        }

        return [.. found];
    }
}
