using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>The gain of a filter that is not linear: root of power out over power in, by frequency and channel, on white noise.</summary>
internal static class NoiseGain
{
    private const int Rows = 64;

    /// <param name="filter">[T, rows, d] to [T, rows, d].</param>
    /// <param name="length">T.</param>
    /// <param name="width">d.</param>
    /// <param name="device">Where the filter is.</param>
    /// <returns>[T / 2 + 1][d].</returns>
    public static float[][] Of(Func<Tensor, Tensor> filter, int length, int width, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor noise = new Initialization(0).Normal(1, length, Rows, width).detach().to(device);
        double[][] before = Power(noise), after = Power(filter(noise));
        return [.. before.Zip(after, (x, y) => x.Zip(y, (a, b) => (float)Math.Sqrt(b / a)).ToArray())];

        double[][] Power(Tensor events)
        {
            Tensor spectrum = RealFourier.Forward(events.reshape(length, (long)Rows * width)).cpu().contiguous();
            float[] values = spectrum.data<float>().ToArray();
            var power = new double[spectrum.shape[0]][];
            for (int frequency = 0; frequency < power.Length; frequency++)
            {
                power[frequency] = new double[width];
                for (int i = 0; i < 2 * Rows * width; i++)
                    power[frequency][i % width] += Math.Pow(values[(frequency * 2 * Rows * width) + i], 2);
            }
            return power;
        }
    }
}
