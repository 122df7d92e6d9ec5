using Microsoft.ML.Dpcpl.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;

/// <summary>The frequencies that one layer hears, of the F = T/2 + 1 of a window.</summary>
/// <param name="First">The lowest one.</param>
/// <param name="End">The first one above the band.</param>
/// <param name="Length">T.</param>
internal readonly record struct FrequencyBand(int First, int End, int Length)
{
    /// <summary>Whether all frequencies are in it.</summary>
    public bool IsWhole => End - First == RealFourier.FrequencyCount(Length);

    /// <summary>FEARec's ramp: the first layer hears the highest frequencies, each further one a band of the same width that stands lower.</summary>
    /// <param name="layer">From 0.</param>
    /// <param name="layers">L.</param>
    /// <param name="length">T.</param>
    /// <param name="globalRatio">Share of the frequencies in a band; at 1 / L and below the bands stand side by side, each with one L-th of them.</param>
    public static FrequencyBand OfLayer(int layer, int layers, int length, double globalRatio)
    {
        int frequencies = RealFourier.FrequencyCount(length);
        bool overlaps = globalRatio > 1.0 / layers;
        double width = overlaps ? globalRatio : 1.0 / layers;
        double step = overlaps ? Math.Floor(frequencies * (1 - width) / (layers - 1)) : (double)frequencies / layers;
        int first = Math.Max(0, (int)Math.Floor((frequencies * (1 - width)) - (layer * step)));
        // There may be more layers than frequencies.
        return new FrequencyBand(first, Math.Max(first + 1, (int)Math.Floor(frequencies - (layer * step))), length);
    }

    /// <summary>The spectrum of windows [T, n, d] in the band, [frequencies, 2, n, d]: real and imaginary parts.</summary>
    public Tensor Spectrum(Tensor windows) =>
        RealFourier.Forward(windows.flatten(1)).narrow(0, First, End - First).reshape(End - First, 2, windows.shape[1], -1);

    /// <summary>The windows [T, n, d] that sound like this in the band, [frequencies, 2, n, d], and are silent outside of it.</summary>
    public Tensor Windows(Tensor spectrum)
    {
        Tensor whole = nn.functional.pad(spectrum.flatten(2), [0, 0, 0, 0, First, RealFourier.FrequencyCount(Length) - End]);
        return RealFourier.Inverse(whole, Length).reshape(Length, spectrum.shape[2], -1);
    }
}
