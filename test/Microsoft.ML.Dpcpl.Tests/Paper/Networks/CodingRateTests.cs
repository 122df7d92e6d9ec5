using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

[TestClass]
public sealed class CodingRateTests
{
    /// <summary>A loss that is no number ends a training with words; an exception of libtorch would end it with a stack.</summary>
    [TestMethod]
    public void RowsThatAreNoNumbersHaveARateThatIsNone()
    {
        using var scope = NewDisposeScope();
        Tensor rows = rand(2, 3, 4);
        rows[0, 1, 2] = float.NaN;
        float[] rates = CodingRate.Rate(rows, 0.5).data<float>().ToArray();
        Assert.AreEqual(float.NaN, rates[0]);
        Assert.IsGreaterThan(0, rates[1]);
    }

    [TestMethod]
    public void RateIsHalfTheSumOfLogsOfEigenvalues()
    {
        using var scope = NewDisposeScope();
        Tensor z = TestTensors.Random(1, 3, 5, 7);
        Tensor unit = z / z.norm(-1, true);
        Tensor eigenvalues = linalg.eigvalsh(unit.transpose(1, 2).bmm(unit));
        Tensor expected = 0.5 * (1 + (2.5 * eigenvalues.clamp_min(0))).log().sum(-1);
        Assert.IsLessThan(1e-10, TestTensors.Distance(expected, CodingRate.Rate(z, 2.5)));
    }

    [TestMethod]
    public void RateDoesNotChangeUnderPermutationRotationAndScale()
    {
        using var scope = NewDisposeScope();
        Tensor z = TestTensors.Random(2, 2, 4, 6);
        Tensor rate = CodingRate.Rate(z, 3);
        Tensor rotation = linalg.qr(TestTensors.Random(3, 6, 6)).Q;
        Tensor permuted = z.index_select(1, tensor(new long[] { 2, 0, 3, 1 }));
        Assert.IsLessThan(1e-12, TestTensors.Distance(rate, CodingRate.Rate(permuted, 3)));
        Assert.IsLessThan(1e-12, TestTensors.Distance(rate, CodingRate.Rate(z.matmul(rotation), 3)));
        Assert.IsLessThan(1e-12, TestTensors.Distance(rate, CodingRate.Rate(z * 17, 3)));
    }

    [TestMethod]
    public void RateGrowsAsRowsTurnOrthogonalAndReachesItsBound()
    {
        using var scope = NewDisposeScope();
        const double Alpha = 4;
        double previous = double.NegativeInfinity;
        foreach (double angle in new[] { 0, 0.2, 0.6, 1.1, Math.PI / 2 })
        {
            Tensor rows = tensor(new[] { 1.0, 0, Math.Cos(angle), Math.Sin(angle) }, [1, 2, 2]);
            double rate = CodingRate.Rate(rows, Alpha).ToDouble();
            Assert.IsGreaterThan(previous, rate);
            previous = rate;
        }

        Assert.AreEqual(CodingRate.Largest(2, 2, Alpha), previous, 1e-10);
        double collapsed = CodingRate.Rate(ones(1, 3, 5, dtype: ScalarType.Float64), Alpha).ToDouble();
        Assert.AreEqual(0.5 * Math.Log(1 + (3 * Alpha)), collapsed, 1e-10);
    }

    [TestMethod]
    public void DiversityRaisesTheRatesAndTheLiteralSignLowersThem()
    {
        using var scope = NewDisposeScope();
        foreach ((CompactnessSign sign, bool raises) in new[] { (CompactnessSign.Diversity, true), (CompactnessSign.Literal, false) })
        {
            Tensor common = TestTensors.Random(4, 3, 1, 8) * 2;
            Tensor e = (TestTensors.Random(5, 3, 6, 8) + common).requires_grad_();
            Tensor p = (TestTensors.Random(6, 3, 2, 8) + common).requires_grad_();
            var prompts = new Prompts(e, e, p);
            Tensor loss = CodingRate.Regularizer(prompts, 2, 8, 0.5, 1, 1, sign);
            loss.backward();
            Assert.IsGreaterThanOrEqualTo(0, loss.ToDouble());
            (Tensor movedE, Tensor movedP) = ((e - (0.5 * e.grad!)).detach(), (p - (0.5 * p.grad!)).detach());
            Assert.AreEqual(raises, CodingRate.Rate(movedE, 8).mean().ToDouble() > CodingRate.Rate(e, 8).mean().ToDouble());
            Assert.AreEqual(raises, CodingRate.Rate(movedP, 8).mean().ToDouble() > CodingRate.Rate(p, 8).mean().ToDouble());
            Assert.AreEqual(raises, CodingRate.MeanAbsoluteCosine(movedE).ToDouble() < CodingRate.MeanAbsoluteCosine(e).ToDouble());
        }
    }

    /// <summary>More rows than columns: the rate is computed on the other side, and must not change.</summary>
    [TestMethod]
    public void RateOfTallMatricesEqualsTheDeterminantOfTheirGramMatrix()
    {
        using var scope = NewDisposeScope();
        Tensor z = TestTensors.Random(8, 2, 9, 4);
        Tensor unit = z / z.norm(-1, true);
        Tensor gram = eye(9, dtype: ScalarType.Float64) + (1.5 * unit.bmm(unit.transpose(1, 2)));
        Assert.IsLessThan(1e-10, TestTensors.Distance(0.5 * linalg.det(gram).log(), CodingRate.Rate(z, 1.5)));
    }

    [TestMethod]
    public void TheTermWithinLayersIsZeroForEqualUsersAndDrawsOthersTogether()
    {
        using var scope = NewDisposeScope();
        Tensor equal = TestTensors.Random(9, 1, 3, 8).repeat(6, 1, 1);
        Assert.AreEqual(0, CodingRate.WithinLayers(equal, 0.5).ToDouble(), 1e-10);
        Tensor users = TestTensors.Random(10, 6, 3, 8).requires_grad_();
        Tensor before = CodingRate.WithinLayers(users, 0.5);
        before.backward();
        Tensor moved = (users - (0.5 * users.grad!)).detach();
        Assert.IsGreaterThan(0, before.ToDouble());
        Assert.IsLessThan(before.ToDouble(), CodingRate.WithinLayers(moved, 0.5).ToDouble());
    }

    /// <summary>The example of the regularizer's bounds: N = 10, L = 4, epsilon squared 0.5, six sources.</summary>
    [TestMethod]
    public void BoundsOfAFullSizeConfiguration()
    {
        const double AlphaE = 256 / (10 * 0.5), AlphaP = 256 / (4 * 0.5);
        Assert.AreEqual(3.92, 0.5 * Math.Log(1 + (AlphaE * 50)), 0.01);
        Assert.AreEqual(18.2, CodingRate.Largest(50, 6, AlphaE), 0.05);
        Assert.AreEqual(9.7, CodingRate.Largest(4, 4, AlphaP), 0.05);
    }

    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        Tensor z = TestTensors.Random(7, 2, 4, 5);
        Assert.IsLessThan(1e-7, TestTensors.GradientError([z], () => CodingRate.Rate(z, 3).sum()));
    }
}
