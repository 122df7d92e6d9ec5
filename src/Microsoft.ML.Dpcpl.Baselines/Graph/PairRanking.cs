using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Each pair above its negatives, and the squares of the vectors that it is made of: BPR against an item of its own, or a softmax over items that the batch shares.</summary>
/// <param name="weightDecay">Weight of half the squared lengths of layer 0, on the mean of the pairs.</param>
internal sealed class PairRanking(double weightDecay) : IGraphTerm
{
    private const double Masked = -1e9;

    public Tensor Of(GraphStep step)
    {
        PairBatch batch = step.Batch;
        (Tensor allUsers, Tensor allItems) = step.Vectors;
        Tensor users = step.Network.Finish(allUsers.index_select(0, step.Users), allItems, () => step.Graphs.Select(Array.ConvertAll(batch.Users, user => (int)user)));
        Tensor negatives = tensor(batch.Negatives, ScalarType.Int64, CPU);
        Tensor positive = (users * allItems.index_select(0, step.Items)).sum(1), against = allItems.index_select(0, negatives);
        Tensor loss = batch.Seen is { } seen ? Softmax(users, positive, against, seen) : RankingObjective.Bpr(positive, (users * against).sum(1));
        return Decayed(loss.mean(), step, weightDecay);
    }

    /// <summary>A loss beside the squared lengths of layer 0 of what a batch is made of, on the mean of its pairs.</summary>
    internal static Tensor Decayed(Tensor loss, GraphStep step, double weightDecay)
    {
        if (weightDecay == 0)
            return loss;
        PairBatch batch = step.Batch;
        GraphNetwork network = step.Network;
        Tensor squares = Squares(network.Users, step.Users).Plus(Squares(network.Items, step.Items));
        if (batch.Seen is null)
            squares = squares.Plus(Squares(network.Items, tensor(batch.Negatives, ScalarType.Int64, CPU)));
        return loss.Plus(squares.Times(weightDecay / 2 / batch.Users.Length));
    }

    /// <summary>Scores of shared negatives [n, m], so low where a user has seen one that it counts for nothing.</summary>
    internal static Tensor Scores(Tensor users, Tensor against, long[] seen) => WithoutSeen(users.mm(against.t()), seen);

    /// <summary>Scores [n, m], so low where a user has seen the negative that it counts for nothing.</summary>
    /// <param name="scores">Changed.</param>
    /// <param name="seen">Places.</param>
    internal static Tensor WithoutSeen(Tensor scores, long[] seen)
    {
        _ = scores.view(-1).Set(0, tensor(seen, ScalarType.Int64, CPU), Masked);
        return scores;
    }

    private static Tensor Softmax(Tensor users, Tensor positive, Tensor against, long[] seen) =>
        RankingObjective.SampledSoftmax(positive.unsqueeze(1), Scores(users, against, seen));

    private static Tensor Squares(Tensor table, Tensor rows)
    {
        Tensor found = table.index_select(0, rows);
        return (found * found).sum();
    }
}
