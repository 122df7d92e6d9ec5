using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training.Losses;

[TestClass]
public sealed class RankingObjectiveTests
{
    private readonly double[] _positive = [0.3, -1.2];
    private readonly double[,] _negatives = { { 0.1, 0.9, -2 }, { 1.5, -0.4, 0.2 } };

    [TestMethod]
    public void LossesEqualTheirFormulas()
    {
        using var scope = NewDisposeScope();
        Tensor p = tensor(_positive), n = tensor(_negatives);
        double Sigma(double x) => 1 / (1 + Math.Exp(-x));
        for (int i = 0; i < 2; i++)
        {
            double[] row = [_negatives[i, 0], _negatives[i, 1], _negatives[i, 2]];
            Assert.AreEqual(-Math.Log(Sigma(_positive[i] - row[0])), RankingObjective.Bpr(p, n.select(1, 0))[i].ToDouble(), 1e-12);
            Assert.AreEqual(
                -Math.Log(Sigma(_positive[i])) - row.Average(x => Math.Log(1 - Sigma(x))), RankingObjective.Bce(p, n)[i].ToDouble(), 1e-12);
            Assert.AreEqual(
                -Math.Log(Math.Exp(_positive[i]) / (Math.Exp(_positive[i]) + row.Sum(Math.Exp))), RankingObjective.SampledSoftmax(p.unsqueeze(1), n)[i].ToDouble(), 1e-12);
            double all = row.Sum(Math.Exp);
            Assert.AreEqual(-Math.Log(Math.Exp(row[1]) / all), RankingObjective.FullSoftmax(n, tensor(new long[] { 1, 1 }))[i].ToDouble(), 1e-12);
        }
    }

    /// <summary>gBCE: sigma to the power beta; t = 0 is plain BCE with summed negatives, t = 1 has beta = alpha.</summary>
    [TestMethod]
    public void GBceInterpolatesBetweenPlainAndCalibrated()
    {
        using var scope = NewDisposeScope();
        Tensor p = tensor(_positive), n = tensor(_negatives);
        const long Items = 31;
        const double Alpha = 3.0 / 30;
        Tensor negatives = nn.functional.softplus(n).sum(1);
        Assert.IsLessThan(1e-12, TestTensors.Distance(nn.functional.softplus(-p) + negatives, RankingObjective.GBce(p, n, Items, 0)));
        Assert.IsLessThan(1e-12, TestTensors.Distance((Alpha * nn.functional.softplus(-p)) + negatives, RankingObjective.GBce(p, n, Items, 1)));
    }

    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        foreach (Func<Tensor, Tensor, Tensor> loss in new Func<Tensor, Tensor, Tensor>[]
        {
            (p, n) => RankingObjective.Bpr(p, n.select(1, 0)), RankingObjective.Bce, (p, n) => RankingObjective.SampledSoftmax(p.unsqueeze(1), n), (p, n) => RankingObjective.GBce(p, n, 20, 0.75),
        })
        {
            Tensor positive = tensor(_positive), negatives = tensor(_negatives);
            Assert.IsLessThan(1e-8, TestTensors.GradientError([positive, negatives], () => loss(positive, negatives).sum()));
        }
    }
}
