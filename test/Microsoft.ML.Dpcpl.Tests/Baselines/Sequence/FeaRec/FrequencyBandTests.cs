using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.FeaRec;

[TestClass]
public sealed class FrequencyBandTests
{
    [TestMethod]
    public void BandsFallFromTheHighestFrequencies()
    {
        foreach ((int length, int layers, double ratio) in Settings())
        {
            string setting = $"T = {length}, L = {layers}, ratio {ratio}";
            int frequencies = RealFourier.FrequencyCount(length);
            FrequencyBand[] bands = Bands(length, layers, ratio);
            Assert.AreEqual(frequencies, bands[0].End, setting);
            if (ratio < 1 && layers > 1 && frequencies * (1 - Math.Max(ratio, 1.0 / layers)) >= 1)
                Assert.IsGreaterThan(0, bands[0].First, $"{setting}: the first layer does not hear the mean");
            foreach ((FrequencyBand band, FrequencyBand next) in bands.Zip([.. bands[1..], bands[^1]]))
            {
                Assert.IsTrue(band.First >= 0 && band.First < band.End && band.End <= frequencies, setting);
                Assert.IsTrue(next.First <= band.First && next.End <= band.End, setting);
            }

            double width = frequencies * (layers == 1 ? 1 : Math.Max(ratio, 1.0 / layers));
            Assert.IsTrue(Array.TrueForAll(bands, band => Math.Abs(band.End - band.First - width) <= 1), setting);
        }
    }

    [TestMethod]
    public void SmallRatiosShareTheFrequenciesOut()
    {
        foreach ((int length, int layers, _) in Settings().Where(s => RealFourier.FrequencyCount(s.Length) >= s.Layers))
        {
            int[] heard = [.. Bands(length, layers, 0).Reverse().SelectMany(band => Enumerable.Range(band.First, band.End - band.First))];
            CollectionAssert.AreEqual(Enumerable.Range(0, RealFourier.FrequencyCount(length)).ToArray(), heard, $"T = {length}, L = {layers}");
        }
    }

    [TestMethod]
    public void ARatioOfOneLeavesNothingOut()
    {
        using var scope = NewDisposeScope();
        foreach ((int length, int layers, _) in Settings())
            Assert.IsTrue(Array.TrueForAll(Bands(length, layers, 1), band => band.IsWhole));
        Tensor x = TestTensors.Random(1, 7, 2, 3);
        FrequencyBand whole = FrequencyBand.OfLayer(1, 2, 7, 1), low = FrequencyBand.OfLayer(1, 2, 7, 0.6);
        Assert.IsLessThan(1e-12, TestTensors.Distance(x, whole.Windows(whole.Spectrum(x))));
        Assert.IsFalse(low.IsWhole);
        Tensor heard = low.Windows(low.Spectrum(x));
        Assert.IsGreaterThan(1e-3, TestTensors.Distance(x, heard));
        Assert.IsLessThan(1e-12, TestTensors.Distance(heard, low.Windows(low.Spectrum(heard))));
    }

    private static FrequencyBand[] Bands(int length, int layers, double ratio) => [.. Enumerable.Range(0, layers).Select(layer => FrequencyBand.OfLayer(layer, layers, length, ratio))];

    private static IEnumerable<(int Length, int Layers, double Ratio)> Settings() =>
        from length in (int[])[4, 7, 12, 50, 64]
        from layers in (int[])[1, 2, 3, 8, 16]
        from ratio in (double[])[0, 0.2, 0.5, 0.6, 0.9, 1]
        select (length, layers, ratio);
}
