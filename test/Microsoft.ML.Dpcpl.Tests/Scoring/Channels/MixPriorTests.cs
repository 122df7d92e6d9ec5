using CsCheck;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class MixPriorTests
{
    private static readonly Gen<double[]> s_mixes = Gen.Double[0.01, 6].Array[5];

    [TestMethod]
    public void TheGradientIsThatOfTheLoss() => Gen.Select(s_mixes, s_mixes).Sample((start, mix) =>
    {
        var prior = new MixPrior(start);
        double[] gradient = new double[5];
        var information = new double[5, 5];
        prior.AddTo(gradient, information, mix);
        for (int p = 0; p < 5; p++)
        {
            const double step = 1e-5;
            double[] more = [.. mix], less = [.. mix];
            (more[p], less[p]) = (mix[p] + step, mix[p] - step);
            Assert.AreEqual((prior.Loss(more) - prior.Loss(less)) / (2 * step), gradient[p], 1e-5);
            Assert.IsGreaterThanOrEqualTo(0, information[p, p]);
        }
    });

    /// <summary>The start is the most probable mix; the network's factor and the scale of a channel without a gain may be anything.</summary>
    [TestMethod]
    public void NothingIsMoreProbableThanTheStart() => Gen.Select(s_mixes, s_mixes).Sample((start, mix) =>
    {
        var prior = new MixPrior(start);
        Assert.AreEqual(0, prior.Loss(start));
        Assert.IsGreaterThanOrEqualTo(0, prior.Loss(mix));
        double[] left = [mix[0], 0, mix[2], start[3], start[4]], other = [mix[4], 0, mix[3], start[3], start[4]];
        Assert.AreEqual(prior.Loss(left), prior.Loss(other));
    });
}
