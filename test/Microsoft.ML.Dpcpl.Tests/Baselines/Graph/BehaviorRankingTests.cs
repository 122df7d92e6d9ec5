using Microsoft.ML.Dpcpl.Baselines.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class BehaviorRankingTests
{
    private static readonly BehaviorGraphs s_graphs = BehaviorGcnNetworkTests.Graphs;

    [TestMethod]
    public void APairIsRankedUnderItsBehaviorsAlone()
    {
        // User 0 has items 1, 2, 4 and 5 under behavior 1, 3 and 1 under behavior 2; user 3 has items 3 and 6 under behavior 1 alone.
        long[][] pairs = BehaviorRanking.Own(s_graphs, new PairBatch([0, 0, 3], [4, 1, 6], [], null));
        CollectionAssert.AreEqual((long[])[0, 1, 2], pairs[0]);
        CollectionAssert.AreEqual((long[])[1], pairs[1]);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EveryBehaviorIsRankedAboveTheNegativesOfItsRow(bool shared)
    {
        using var scope = NewDisposeScope();
        Tensor users = rand(5, 3, generator: new Generator(1)), items = rand(8, 3, generator: new Generator(2));
        PairBatch batch = shared ? new PairBatch([0, 3, 1], [1, 6, 4], [2, 7], [0]) : new PairBatch([0, 3, 1], [1, 6, 4], [6, 2, 5], null);
        long[][] pairs = [[0, 1, 2], [0, 2], []];
        double Score(long user, long item) => (users[user] * items[item]).sum().ToDouble();
        List<BehaviorLosses> losses = BehaviorRanking.Losses(batch, pairs, users, items);

        Assert.AreEqual(2, losses.Count, "a behavior without a pair");
        CollectionAssert.AreEqual((int[])[1, 2], losses.Select(one => one.Behavior).ToArray());
        CollectionAssert.AreEqual((long[])[0, 1], losses[1].Users);
        foreach (BehaviorLosses one in losses)
        {
            long[] rows = pairs[one.Behavior - 1];
            for (int i = 0; i < rows.Length; i++)
            {
                long row = rows[i];
                double positive = Math.Exp(Score(batch.Users[row], batch.Items[row]));
                long[] negatives = !shared ? [batch.Negatives[row]] : row == 0 ? [7] : [2, 7];
                Assert.AreEqual(-Math.Log(positive / (positive + negatives.Sum(item => Math.Exp(Score(batch.Users[row], item))))), one.Values[i].ToDouble(), 1e-5);
            }
        }
    }
}
