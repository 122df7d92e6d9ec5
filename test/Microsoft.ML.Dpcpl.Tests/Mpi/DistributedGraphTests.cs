using Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>Whole trainings of graph systems whose processes are threads.</summary>
[TestClass]
public sealed class DistributedGraphTests
{
    /// <summary>What ranks pair by pair adds up to what one process does: losses differ in how sums are rounded.</summary>
    [TestMethod]
    [DataRow("LightGcn", RankingLoss.SampledSoftmax, 2)]
    [DataRow("LightGcn", RankingLoss.Bpr, 4)]
    [DataRow("Mbgcn", RankingLoss.SampledSoftmax, 2)]
    public void LossesAreThoseOfOneProcess(string name, RankingLoss loss, int size)
    {
        (float[] Weights, double[] Losses, double Figure)[] one = [Fit(name, null, loss)], all = Threads.Run(size, thread => Fit(name, thread, loss));
        Assert.IsGreaterThan(1, one[0].Losses.Length);
        foreach ((float[] weights, double[] losses, double figure) in all)
        {
            CollectionAssert.AreEqual(all[0].Weights, weights);
            Assert.AreEqual(all[0].Figure, figure);
            Assert.HasCount(one[0].Losses.Length, losses);
            for (int i = 0; i < losses.Length; i++)
                Assert.AreEqual(one[0].Losses[i], losses[i], 1e-3 * one[0].Losses[i], $"epoch {i + 1}");
        }

        Assert.AreEqual(one[0].Figure, all[0].Figure, 0.05);
    }

    /// <summary>Those that compare pairs of a batch with each other, weigh users or draw for themselves, and a last batch of fewer pairs than processes.</summary>
    [TestMethod]
    [DataRow("Sgl")]
    [DataRow("Cptpp")]
    [DataRow("Cml")]
    [DataRow("Kmclr")]
    [DataRow("Dpt")]
    [DataRow("Khgt")]
    [DataRow("Ckml")]
    public void EveryProcessEndsWithTheSameBits(string name)
    {
        (float[] Weights, double[] Losses, double Figure)[] all = Threads.Run(2, thread => Fit(name, thread, RankingLoss.SampledSoftmax));
        CollectionAssert.AreEqual(all[0].Weights, all[1].Weights);
        CollectionAssert.AreEqual(all[0].Losses, all[1].Losses);
        Assert.AreEqual(all[0].Figure, all[1].Figure);
    }

    private static (float[] Weights, double[] Losses, double Figure) Fit(string name, Distribution? processes, RankingLoss loss)
    {
        var ml = new MLContext(seed: 1);
        SequenceSplit split = GraphBaseline.Split(ml, GraphBaseline.Events());
        using GraphTransformer model = GraphBaseline.Trainer(ml, GraphBaseline.Options(name, o => (o.Epochs, o.Loss, o.Distributed) = (2, loss, processes))).Fit(split.TrainSet, split.ValidationSet);
        return (GraphBaseline.Weights(model), [.. model.LearningCurve.Where(point => point.Loss is not null).Select(point => point.Loss!.Value)], model.Validation!.Ndcg);
    }
}
