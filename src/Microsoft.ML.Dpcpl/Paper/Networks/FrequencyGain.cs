using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// A complex gain for each frequency and channel, interpolated linearly between a few knots spread over the band, so that
/// its size does not depend on the window length. Lets a layer treat high and low frequencies differently, which the
/// weights of eq. 3, shared by all frequencies, cannot.
/// </summary>
internal sealed class FrequencyGain : nn.Module
{
    private readonly Parameter _knots;

    public FrequencyGain(int knots, int width)
        : base(nameof(FrequencyGain))
    {
        // Starts as 1 + 0i everywhere: the identity.
        Tensor start = zeros([knots, 2, width], ScalarType.Float32, CPU);
        start.select(1, 0).Fill(1);
        _knots = new Parameter(start);
        RegisterComponents();
    }

    /// <summary>Multiplies a spectrum [F, 2, rows, d].</summary>
    public Tensor forward(Tensor spectrum)
    {
        Tensor gain = At((int)spectrum.shape[0]);
        Tensor real = spectrum.select(1, 0), imaginary = spectrum.select(1, 1);
        Tensor gainReal = gain.select(1, 0).unsqueeze(1), gainImaginary = gain.select(1, 1).unsqueeze(1);
        return stack([(real * gainReal) - (imaginary * gainImaginary), (imaginary * gainReal).Plus(real * gainImaginary)], 1);
    }

    /// <summary>The gains at F equidistant frequencies, [F, 2, d].</summary>
    private Tensor At(int frequencies)
    {
        int knots = (int)_knots.shape[0];
        var weights = new double[frequencies * knots];
        for (int f = 0; f < frequencies; f++)
        {
            double place = frequencies == 1 ? 0 : (double)f * (knots - 1) / (frequencies - 1);
            int left = Math.Min((int)place, knots - 2);
            weights[(f * knots) + left] = 1 - (place - left);
            weights[(f * knots) + left + 1] = place - left;
        }

        Tensor interpolation = tensor(weights, [frequencies, knots], ScalarType.Float64, CPU).to(_knots.dtype, _knots.device);
        return interpolation.mm(_knots.reshape(knots, -1)).reshape(frequencies, 2, -1);
    }
}
