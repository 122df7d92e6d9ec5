using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training.Losses;

[TestClass]
public sealed class ContrastTests
{
    /// <summary>Against loops over plain numbers.</summary>
    [TestMethod]
    public void IsTheCrossEntropyOfEachPairAmongAll()
    {
        using var scope = NewDisposeScope();
        const int N = 4, D = 3;
        double[,] a = Random(1, N, D), b = Random(2, N, D);
        double Cosine(int i, int j)
        {
            double dot = 0, first = 0, second = 0;
            for (int k = 0; k < D; k++)
            {
                dot += a[i, k] * b[j, k];
                first += a[i, k] * a[i, k];
                second += b[j, k] * b[j, k];
            }

            return dot / Math.Sqrt(first * second);
        }

        double expected = 0;
        for (int i = 0; i < N; i++)
        {
            expected += Math.Log(Enumerable.Range(0, N).Sum(j => Math.Exp(Cosine(i, j) / 0.1))) - (Cosine(i, i) / 0.1);
            expected += Math.Log(Enumerable.Range(0, N).Sum(j => Math.Exp(Cosine(j, i) / 0.1))) - (Cosine(i, i) / 0.1);
        }

        Assert.AreEqual(expected / (2 * N), Contrast.InfoNce(tensor(a), tensor(b)).ToDouble(), 1e-10);
    }

    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(Random(3, 4, 3)).requires_grad_(), b = tensor(Random(4, 4, 3)).requires_grad_();
        Assert.IsLessThan(1e-6, TestTensors.GradientError([a, b], () => Contrast.InfoNce(a, b)));
    }

    /// <summary>Views that agree cost least, and 0 switches the term off bit for bit.</summary>
    [TestMethod]
    public void TheOptionTrainsAndItsAbsenceChangesNothing()
    {
        List<float> Weights(float weight)
        {
            using NeuralModelParameters model = TinyShop.Model(
                TinyShop.Options(o => (o.ContrastiveWeight, o.Tuning, o.PretrainingEpochs) = (weight, TuningMode.None, 2)), validate: false);
            return TinyShop.Weights(model);
        }

        List<float> without = Weights(0), with = Weights(0.1f);
        CollectionAssert.AreNotEqual(without, with);
        CollectionAssert.AreEqual(with, Weights(0.1f));
        Assert.IsTrue(with.All(float.IsFinite));
    }

    private static double[,] Random(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        var values = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                values[i, j] = random.NextDouble() - 0.5;
        }

        return values;
    }
}
