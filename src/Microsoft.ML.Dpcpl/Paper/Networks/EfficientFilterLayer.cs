using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// The Efficient Filter Layer (eqs. 2 and 3): Fourier transform along time, the same two-layer complex network with k
/// diagonal blocks at every frequency, inverse transform, and a skip path.
/// </summary>
/// <remarks>
/// Parameters: 4 d^2 / k + 4 d, and d^2 for the linear skip path: Table 1. None depends on the window length.
/// The weights are shared by all frequencies, so a linear real network would commute with the transform and mix no slots
/// at all: what mixes time is the rectifier between the two layers, applied to real and imaginary part apart.
/// With <see cref="FrequencyGain"/> the output is F^-1(g X + MLP(g X)), which takes the place of the skip path.
/// </remarks>
internal sealed class EfficientFilterLayer : nn.Module
{
    private readonly int _blocks;
    private readonly FilterActivation _activation;
    private readonly float _sparsity;
    private readonly Parameter _weight1;
    private readonly Parameter _bias1;
    private readonly Parameter _weight2;
    private readonly Parameter _bias2;
    private readonly Parameter? _skip;
    private readonly FrequencyGain? _gain;

    public EfficientFilterLayer(EfficientBehaviorMinerShape shape, Initialization init)
        : base(nameof(EfficientFilterLayer))
    {
        (_blocks, _activation, _sparsity) = (shape.Blocks, shape.Activation, shape.SparsityThreshold);
        int blocks = shape.Blocks, block = shape.Width / blocks;
        // First axis: real part, imaginary part.
        _weight1 = init.Normal(0.02, 2, blocks, block, block);
        _bias1 = init.Normal(0.02, 2, blocks, block);
        _weight2 = init.Normal(0.02, 2, blocks, block, block);
        _bias2 = init.Normal(0.02, 2, blocks, block);
        if (shape.GainKnots > 0)
        {
            init.Reserve(shape.GainKnots, 2, shape.Width);
            _gain = new FrequencyGain(shape.GainKnots, shape.Width);
        }
        else if (shape.Skip == SkipProjection.Linear)
        {
            _skip = init.Identity(shape.Width);
        }

        RegisterComponents();
    }

    /// <summary>W_skip; null where the skip path is the identity, or where the gain takes its place.</summary>
    public Tensor? Skip => _skip;

    /// <summary>Whether the input itself is added to what <see cref="Spectrum"/> stands for.</summary>
    public bool HasSkip => _gain is null;

    /// <summary>[T, rows, d] to [T, rows, d], or [1, rows, d] with <paramref name="lastOnly"/>; rows are independent.</summary>
    public Tensor forward(Tensor z, bool lastOnly = false)
    {
        long length = z.shape[0], rows = z.shape[1];
        Tensor filtered = lastOnly && _sparsity == 0
            ? LastSlot(z)
            : RealFourier.Inverse(Spectrum(z).flatten(2), (int)length, lastOnly).reshape(-1, rows, z.shape[2]);
        if (!HasSkip)
            return filtered;
        Tensor passed = lastOnly ? z.narrow(0, length - 1, 1) : z;
        return filtered.Plus(_skip is null ? passed : nn.functional.linear(passed, _skip.t()));
    }

    /// <summary>The filtered spectrum of every row, before the inverse transform and without the skip path, [F, 2, rows, d].</summary>
    public Tensor Spectrum(Tensor z)
    {
        long rows = z.shape[1], frequencies = RealFourier.FrequencyCount((int)z.shape[0]);
        (Tensor tokens, Tensor hidden) = Hidden(z);
        Tensor mixed = hidden.baddbmm(RealWeight(_weight2), RealBias(_bias2));
        if (_sparsity > 0)
            mixed = nn.functional.softshrink(mixed, _sparsity);
        if (_gain is not null)
            mixed = mixed.Plus(tokens);
        return mixed.reshape(_blocks, frequencies, rows, 2, -1).permute(1, 3, 2, 0, 4).reshape(frequencies, 2, rows, z.shape[2]);
    }

    /// <summary>
    /// The inverse transform at the newest slot alone, [1, rows, d]: as the second product is linear, the frequencies are summed
    /// before it in the place of after it.
    /// </summary>
    private Tensor LastSlot(Tensor z)
    {
        long rows = z.shape[1], block = z.shape[2] / _blocks;
        (Tensor tokens, Tensor hidden) = Hidden(z);
        Tensor weights = RealFourier.LastRow((int)z.shape[0], z.dtype, z.device);
        // [k, 2, rows, 2s]: summed with the weights of the real and of the imaginary parts.
        Tensor Summed(Tensor values) => weights.matmul(values.reshape(_blocks, weights.shape[1], -1)).reshape(_blocks, 2, rows, 2 * block);
        Tensor RealPart(Tensor values) => values.narrow(-1, 0, block);
        Tensor ImaginaryPart(Tensor values) => values.narrow(-1, block, block);

        Tensor summed = Summed(hidden), weight = RealWeight(_weight2);
        Tensor bias = RealBias(_bias2).transpose(1, 2).matmul(weights.sum([1L]).reshape(1, 2));
        Tensor last = summed.select(1, 0).bmm(RealPart(weight)).Plus(summed.select(1, 1).bmm(ImaginaryPart(weight)))
            .Plus(bias.narrow(1, 0, block).narrow(2, 0, 1).Plus(bias.narrow(1, block, block).narrow(2, 1, 1)).transpose(1, 2));
        if (_gain is not null)
        {
            Tensor passed = Summed(tokens);
            last = last.Plus(RealPart(passed.select(1, 0))).Plus(ImaginaryPart(passed.select(1, 1)));
        }

        return last.transpose(0, 1).reshape(1, rows, -1);
    }

    /// <summary>The frequency tokens [k, F * rows, 2s] and the hidden layer over them.</summary>
    private (Tensor Tokens, Tensor Hidden) Hidden(Tensor z)
    {
        long length = z.shape[0], rows = z.shape[1], width = z.shape[2];
        long frequencies = RealFourier.FrequencyCount((int)length), block = width / _blocks;
        Tensor spectrum = RealFourier.Forward(z.reshape(length, rows * width));
        if (_gain is not null)
            spectrum = _gain.forward(spectrum.reshape(frequencies, 2, rows, width));

        // [k, tokens, 2s]: a frequency token's real and imaginary part side by side, block by block.
        Tensor tokens = spectrum.reshape(frequencies, 2, rows, _blocks, block).permute(3, 0, 2, 1, 4).reshape(_blocks, -1, 2 * block);
        // a.baddbmm(b, c) is c + a b here, whatever its parameters are called.
        Tensor hidden = tokens.baddbmm(RealWeight(_weight1), RealBias(_bias1));
        return (tokens, _activation == FilterActivation.Relu ? hidden.relu_() : nn.functional.gelu(hidden));
    }

    /// <summary>The complex product Wx with W = A + iD as a real one: [p, q] [[A, D], [-D, A]], a block each, [k, 2s, 2s].</summary>
    private static Tensor RealWeight(Tensor weight)
    {
        Tensor a = weight.select(0, 0), d = weight.select(0, 1);
        return cat([cat([a, d], 2), cat([-d, a], 2)], 1);
    }

    /// <summary>[2, k, s] to [k, 1, 2s].</summary>
    private static Tensor RealBias(Tensor bias) => bias.permute(1, 0, 2).reshape(bias.shape[1], 1, -1);
}
