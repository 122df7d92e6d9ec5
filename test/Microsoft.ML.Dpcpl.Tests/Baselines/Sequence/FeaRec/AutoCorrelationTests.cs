using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Tests.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.FeaRec;

[TestClass]
public sealed class AutoCorrelationTests
{
    private const int Length = 12, Width = 4;

    /// <summary>Window m's keys are its queries, moved by m slots; each window has lags of its own.</summary>
    [TestMethod]
    [DataRow(0, 1.0)]
    [DataRow(0, 0.6)]
    [DataRow(1, 0.6)]
    public void AShiftOfTheKeysMakesItsLagWin(int layer, double ratio)
    {
        using var scope = NewDisposeScope();
        FrequencyBand band = FrequencyBand.OfLayer(layer, 2, Length, ratio);
        Tensor queries = TestTensors.Random(3, Length, Length, Width), values = TestTensors.Random(4, Length, Length, Width);
        Tensor keys = stack([.. Enumerable.Range(0, Length).Select(m => queries.select(1, m).roll(-m, 0))], 1);
        Tensor weights = AutoCorrelation.Weights(AutoCorrelation.Of(band.Spectrum(queries), band.Spectrum(keys), band), lags: 1);
        Assert.IsLessThan(1e-12, TestTensors.Distance(weights, eye(Length, dtype: ScalarType.Float64)));
        Tensor moved = AutoCorrelation.Aggregate(weights, values, lastOnly: false);
        Assert.IsLessThan(1e-12, TestTensors.Distance(moved, stack([.. Enumerable.Range(0, Length).Select(m => values[m].roll(-m, 0))], 0)));
        Assert.IsLessThan(1e-12, TestTensors.Distance(moved.narrow(1, Length - 1, 1), AutoCorrelation.Aggregate(weights, values, lastOnly: true)));
    }

    [TestMethod]
    public void IsTheMeanProductAtEachLag()
    {
        using var scope = NewDisposeScope();
        FrequencyBand band = FrequencyBand.OfLayer(0, 1, Length, 1);
        Tensor queries = TestTensors.Random(5, Length, 3, Width), keys = TestTensors.Random(6, Length, 3, Width);
        double[] q = queries.Doubles(), k = keys.Doubles(), given = AutoCorrelation.Of(band.Spectrum(queries), band.Spectrum(keys), band).Doubles();
        for (int window = 0; window < 3; window++)
        {
            for (int lag = 0; lag < Length; lag++)
            {
                double expected = (from t in Enumerable.Range(0, Length)
                                   from i in Enumerable.Range(0, Width)
                                   select q[(((t + lag) % Length * 3) + window) * Width + i] * k[(((t * 3) + window) * Width) + i]).Sum() / Width;
                Assert.AreEqual(expected, given[(window * Length) + lag], 1e-10);
            }
        }
    }

    /// <summary>A band of the zero frequency alone has one value at all lags.</summary>
    [TestMethod]
    public void OfEqualLagsTheShortestAreKept()
    {
        using var scope = NewDisposeScope();
        double[] weights = AutoCorrelation.Weights(ones([1, 64], ScalarType.Float64), lags: 4).Doubles();
        for (int lag = 0; lag < 64; lag++)
            Assert.AreEqual(lag < 4 ? 0.25 : 0, weights[lag], 1e-12);
    }
}
