using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Ranks the pairs of a batch above its negatives, under each behavior that they have. Pairs beside those would still stand in the graph that the step knows, and speak for themselves.</summary>
internal static class BehaviorRanking
{
    /// <summary>By behavior - 1, the rows of a batch that are pairs under it.</summary>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="batch">Pairs.</param>
    public static long[][] Own(BehaviorGraphs graphs, PairBatch batch) =>
    [
        .. from behavior in Enumerable.Range(1, graphs.Behaviors)
           select Enumerable.Range(0, batch.Items.Length).Where(row => graphs[behavior][(int)batch.Users[row]].BinarySearch((int)batch.Items[row]) >= 0).Select(row => (long)row).ToArray(),
    ];

    /// <summary>The loss of each pair, by behavior; behaviors without one are left out.</summary>
    /// <param name="batch">Pairs and negatives.</param>
    /// <param name="rows">By behavior - 1, those that are ranked.</param>
    /// <param name="allUsers">[U, d], after propagation.</param>
    /// <param name="allItems">[V + 1, d].</param>
    public static List<BehaviorLosses> Losses(PairBatch batch, long[][] rows, Tensor allUsers, Tensor allItems)
    {
        static Tensor Selected(Tensor all, long[] rows) => all.index_select(0, tensor(rows, ScalarType.Int64, CPU));
        Tensor users = Selected(allUsers, batch.Users), against = Selected(allItems, batch.Negatives), positive = (users * Selected(allItems, batch.Items)).sum(1);
        // One number a row, the score of a negative or what those that are shared come to, which every behavior is compared with.
        Tensor rival = batch.Seen is { } seen ? PairRanking.Scores(users, against, seen).logsumexp(1) : (users * against).sum(1);
        // Against one item BPR is the softmax of two.
        return
        [
            .. from behavior in Enumerable.Range(1, rows.Length)
               let own = rows[behavior - 1]
               where own.Length > 0
               select new BehaviorLosses(behavior, Array.ConvertAll(own, row => batch.Users[row]), RankingObjective.Bpr(Selected(positive, own), Selected(rival, own))),
        ];
    }
}
