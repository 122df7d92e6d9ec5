using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// A filter over the past alone: every channel is convolved with a kernel as long as the window and multiplied by a gate. The
/// convolution is a product with the kernel's spectrum, the filter's gain at each frequency, over a window padded with as many zeros,
/// so that nothing of the end wraps around to the start. No slot knows a later one, so all positions can be trained from one pass.
/// Gated long convolutions: Poli et al., Hyena Hierarchy, ICML 2023; learned filters of sequences: Zhou et al., FMLP-Rec, WWW 2022.
/// </summary>
/// <remarks>
/// Prompt tokens stand C events before every slot's newest: the kernel meets them where it is largest, however long the window.
/// A modulation acts on the newest slot: W_o[(kernel * v + s) silu(gate + g)] (1 + a) + b.
/// </remarks>
internal sealed class CausalFilterMixer : nn.Module, INewestSlotMixer, IOnnxNewestSlotMixer, IManagedMixer, IFilter
{
    // At the start an event a slot back weighs e^-0.3 of one that is not.
    private const double StartDecay = 0.3;

    private readonly Linear _input;
    private readonly Linear _output;
    private readonly Parameter _kernel;

    /// <param name="width">d.</param>
    /// <param name="maxLength">T_max: events that a kernel reaches back.</param>
    /// <param name="init">Makes the weights.</param>
    public CausalFilterMixer(int width, int maxLength, Initialization init)
        : base(nameof(CausalFilterMixer))
    {
        _input = new Linear(width, 2 * width, init);
        _output = new Linear(width, width, init, Initialization.ResidualScale);
        init.Reserve(maxLength, width);
        using var scope = NewDisposeScope();
        Tensor lags = TensorArithmetic.Range(0, maxLength, ScalarType.Float32).unsqueeze(1).expand(maxLength, width);
        _kernel = new Parameter(lags.Times(-StartDecay).exp().Times(1 - Math.Exp(-StartDecay)).contiguous());
        _kernel.DetachFromDisposeScope();
        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        int tokens = masks.PromptTokens;
        long length = x.shape[0] - tokens;
        Tensor[] parts = _input.forward(x).chunk(2, -1);
        Tensor values = parts[0] * masks.Valid, gate = parts[1];
        Tensor kernel = _kernel.narrow(0, 0, length).unsqueeze(1);
        Tensor events = values.narrow(0, tokens, length);
        Tensor filtered = lastOnly ? (kernel.flip(0) * events).sum([0L], keepdim: true) : Convolve(kernel, events);
        if (tokens > 0)
        {
            Tensor prompts = values.narrow(0, 0, tokens);
            filtered = filtered.Plus((_kernel.narrow(0, 0, tokens).unsqueeze(1) * prompts).sum([0L], keepdim: true));
            if (!lastOnly)
                filtered = cat([prompts * _kernel[0], filtered], 0);
        }

        return _output.forward(filtered * nn.functional.silu(lastOnly ? gate.narrow(0, gate.shape[0] - 1, 1) : gate));
    }

    /// <inheritdoc/>
    public Tensor Past(Tensor x, WindowMasks masks)
    {
        long lags = x.shape[0] - 1, width = x.shape[2];
        Tensor values = nn.functional.linear(x.narrow(0, 0, lags), _input.Weight.narrow(0, 0, width), _input.Bias.narrow(0, 0, width)) * masks.Valid.narrow(0, 0, lags);
        return (_kernel.narrow(0, 1, lags).unsqueeze(1).flip(0) * values).sum([0L]);
    }

    /// <inheritdoc/>
    public Tensor Newest(Tensor x, Tensor past, Tensor valid, Tensor? modulation)
    {
        Tensor[] parts = _input.forward(x).chunk(2, -1);
        Tensor filtered = past.Plus(_kernel[0] * (parts[0] * valid)), gate = parts[1];
        if (modulation is null)
            return _output.forward(filtered * nn.functional.silu(gate));
        Tensor mixed = _output.forward(filtered.Plus(modulation[2]) * nn.functional.silu(gate.Plus(modulation[3])));
        return Modulation.Apply(mixed, modulation);
    }

    /// <inheritdoc/>
    /// <remarks>The magnitude of the kernel's spectrum; the gate, which depends on the events, is left out.</remarks>
    public float[][] Gain(int length)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        int width = (int)_kernel.shape[1];
        Tensor spectrum = fft.rfft(_kernel.detach().narrow(0, 0, Math.Min(length, _kernel.shape[0])), 2L * length, dim: 0);
        return [.. spectrum.abs().cpu().contiguous().data<float>().ToArray().Chunk(width)];
    }

    /// <inheritdoc/>
    public ManagedMixer ToManaged()
    {
        int width = (int)_kernel.shape[1];
        return new ManagedCausalFilter(_input.ToManaged(0, width), _input.ToManaged(width, width), _output.ToManaged(), _kernel);
    }

    /// <summary>Of each slot t the sum of kernel[lag] events[t - lag]; kernel [T, 1, d], events [T, n, d].</summary>
    private static Tensor Convolve(Tensor kernel, Tensor events)
    {
        long length = events.shape[0], padded = 2 * length;
        return fft.irfft(fft.rfft(events, padded, dim: 0) * fft.rfft(kernel, padded, dim: 0), padded, dim: 0).narrow(0, 0, length);
    }

    /// <inheritdoc/>
    public OnnxValue Describe(OnnxValue x, OnnxWindows windows, bool lastOnly)
    {
        long width = _kernel.shape[1], length = windows.Length;
        OnnxValue parts = _input.Describe(x), gate = parts.Slice(2, width, 2 * width);
        OnnxValue filtered = (parts.Slice(2, 0, width) * windows.Valid).PadBefore(3, 1, length - 1).Filter(_kernel.narrow(0, 0, length));
        OnnxValue mixed = filtered * gate.Silu();
        return _output.Describe(lastOnly ? mixed.Slice(1, length - 1, length) : mixed);
    }

    /// <inheritdoc/>
    public OnnxValue DescribeNewest(OnnxValue x, OnnxValue slots, OnnxValue valid, OnnxWindows windows, OnnxValue? modulation)
    {
        long width = _kernel.shape[1], older = windows.Length - 1;
        OnnxValue values = _input.Describe(slots).Slice(2, 0, width) * windows.Valid;
        OnnxValue past = (values.Slice(1, 0, older) * x.Graph.Constant(_kernel.narrow(0, 1, older).flip(0))).Sum(1);
        OnnxValue parts = _input.Describe(x), gate = parts.Slice(1, width, 2 * width);
        OnnxValue filtered = past + (x.Graph.Constant(_kernel[0]) * (parts.Slice(1, 0, width) * valid));
        if (modulation is null)
            return _output.Describe(filtered * gate.Silu());
        OnnxValue mixed = _output.Describe((filtered + modulation.At(1, 2)) * (gate + modulation.At(1, 3)).Silu());
        return OnnxModulation.ApplyToUsers(mixed, modulation);
    }
}
