using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;

/// <summary>FMLP-Rec's filter: the spectrum of a window times a learned complex number for each frequency and channel.</summary>
internal sealed class WindowFilterMixer : nn.Module, ITokenMixer, IOnnxMixer
{
    private readonly int _length;
    private readonly Parameter _weight;

    /// <param name="length">T: slots of every window.</param>
    /// <param name="width">d.</param>
    /// <param name="init">Makes the weights.</param>
    public WindowFilterMixer(int length, int width, Initialization init)
        : base(nameof(WindowFilterMixer))
    {
        _length = length;
        // Second axis: real part, imaginary part.
        _weight = init.Normal(0.02, RealFourier.FrequencyCount(length), 2, width);
        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        long rows = x.shape[1], width = x.shape[2];
        Tensor spectrum = RealFourier.Forward(x.reshape(_length, rows * width)).reshape(-1, 2, rows, width);
        Tensor real = spectrum.select(1, 0), imaginary = spectrum.select(1, 1);
        Tensor weightReal = _weight.select(1, 0).unsqueeze(1), weightImaginary = _weight.select(1, 1).unsqueeze(1);
        Tensor filtered = stack([(real * weightReal) - (imaginary * weightImaginary), (imaginary * weightReal).Plus(real * weightImaginary)], 1);
        return RealFourier.Inverse(filtered.flatten(2), _length, lastOnly).reshape(-1, rows, width);
    }

    /// <inheritdoc/>
    /// <remarks>A product of spectra is a convolution around the window, with what the filter makes of a single event.</remarks>
    public OnnxValue Describe(OnnxValue x, OnnxWindows windows, bool lastOnly)
    {
        long width = _weight.shape[2];
        Tensor impulse = zeros([_length, 1, width], ScalarType.Float32, _weight.device);
        impulse[0].Fill(1);
        Tensor kernel = Mix(impulse, new WindowMasks(impulse, impulse), lastOnly: false).squeeze(1);
        OnnxValue filtered = OnnxValue.Concat(1, x.Slice(1, 1, _length), x).Filter(kernel);
        return lastOnly ? filtered.Slice(1, _length - 1, _length) : filtered;
    }
}
