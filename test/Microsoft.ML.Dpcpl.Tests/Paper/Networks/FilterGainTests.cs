using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

/// <summary>What is said of filters against gains that are known.</summary>
[TestClass]
public sealed class FilterGainTests
{
    [TestMethod]
    public void CausalFilterHasTheSpectrumOfItsKernel()
    {
        const int Length = 10;
        using var mixer = new CausalFilterMixer(4, Length, new Initialization(1));
        float[][] gains = mixer.Gain(Length);
        Assert.HasCount(Length + 1, gains);
        for (int f = 0; f <= Length; f++)
        {
            // The kernel of the start is (1 - r) r^lag with r = e^-0.3.
            double real = 0, imaginary = 0, r = Math.Exp(-0.3);
            for (int lag = 0; lag < Length; lag++)
            {
                double angle = Math.PI * f * lag / Length, weight = (1 - r) * Math.Pow(r, lag);
                (real, imaginary) = (real + (weight * Math.Cos(angle)), imaginary - (weight * Math.Sin(angle)));
            }
            foreach (float gain in gains[f])
                Assert.AreEqual(Math.Sqrt((real * real) + (imaginary * imaginary)), gain, 1e-5);
        }
    }

    [TestMethod]
    public void NoiseMeasuresALinearFilterExactly()
    {
        const int Length = 12;
        // The mean of an event and the one before, around the circle: its gain is |cos(pi f)|.
        float[][] gains = NoiseGain.Of(x => (x + x.roll(1, 0)) / 2, Length, 3, CPU);
        Assert.HasCount((Length / 2) + 1, gains);
        for (int f = 0; f < gains.Length; f++)
        {
            foreach (float gain in gains[f])
                Assert.AreEqual(Math.Abs(Math.Cos(Math.PI * f / Length)), gain, 1e-4);
        }
    }
}
