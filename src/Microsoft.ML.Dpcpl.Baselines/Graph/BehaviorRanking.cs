using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Ranks the pairs of a batch above its negatives, under each behavior that they have. Pairs beside those would still stand in the graph that the step knows, and speak for themselves.</summary>
internal static class BehaviorRanking
{
    /// <summary>By behavior - 1, the items of the pairs that are pairs under it; 0 for others.</summary>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="batch">Pairs.</param>
    public static long[][] Own(BehaviorGraphs graphs, PairBatch batch) =>
    [
        .. from behavior in Enumerable.Range(1, graphs.Behaviors)
           select batch.Items.Select((item, row) => graphs[behavior][(int)batch.Users[row]].BinarySearch((int)item) >= 0 ? item : 0).ToArray(),
    ];

    /// <summary>The rows of a batch that have an item.</summary>
    /// <param name="positives">An item of each user; 0 for none.</param>
    public static long[] Rows(long[] positives) => [.. Enumerable.Range(0, positives.Length).Where(row => positives[row] != 0).Select(row => (long)row)];

    /// <summary>The loss of each pair, by behavior; behaviors without one are left out.</summary>
    /// <param name="batch">Its users and negatives.</param>
    /// <param name="positives">By behavior - 1, an item of each user; 0 for none.</param>
    /// <param name="allUsers">[U, d], after propagation.</param>
    /// <param name="allItems">[V + 1, d].</param>
    public static List<BehaviorLosses> Losses(PairBatch batch, long[][] positives, Tensor allUsers, Tensor allItems)
    {
        Tensor ids = tensor(batch.Users, ScalarType.Int64, CPU);
        Tensor users = allUsers.index_select(0, ids), against = allItems.index_select(0, tensor(batch.Negatives, ScalarType.Int64, CPU));
        // One number a row, the score of a negative or what those that are shared come to, which every behavior is compared with.
        Tensor rival = batch.Seen is { } seen ? PairRanking.Scores(users, against, seen).logsumexp(1) : (users * against).sum(1);
        var losses = new List<BehaviorLosses>();
        for (int b = 0; b < positives.Length; b++)
        {
            long[] rows = Rows(positives[b]);
            if (rows.Length == 0)
                continue;
            Tensor index = tensor(rows, ScalarType.Int64, CPU);
            Tensor items = allItems.index_select(0, tensor(Array.ConvertAll(rows, row => positives[b][row]), ScalarType.Int64, CPU));
            Tensor positive = (users.index_select(0, index) * items).sum(1);
            // Against one item BPR is the softmax of two.
            losses.Add(new BehaviorLosses(b + 1, ids.index_select(0, index), RankingObjective.Bpr(positive, rival.index_select(0, index))));
        }

        return losses;
    }
}
