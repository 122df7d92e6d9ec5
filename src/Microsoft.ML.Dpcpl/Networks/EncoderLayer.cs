using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// One layer of an encoder: token mixer and feed-forward network, each with a residual path. Layer normalization stands after both sums, or before the feed-forward network alone.
/// </summary>
internal sealed class EncoderLayer : nn.Module
{
    private readonly nn.Module _mixer;
    private readonly LayerNorm? _mixerNorm;
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _feedForwardNorm;

    /// <param name="mixer">An <see cref="ITokenMixer"/>.</param>
    /// <param name="width">d.</param>
    /// <param name="feedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
    /// <param name="init">Makes the weights.</param>
    /// <param name="normalizesSums">Whether both sums are normalized; otherwise what the feed-forward network reads is.</param>
    public EncoderLayer(nn.Module mixer, int width, int feedForwardMultiplier, Initialization init, bool normalizesSums = true)
        : base(nameof(EncoderLayer))
    {
        _mixer = mixer;
        _mixerNorm = normalizesSums ? new LayerNorm(width) : null;
        _feedForward = new FeedForward(width, width * feedForwardMultiplier, width, init, Initialization.ResidualScale);
        _feedForwardNorm = new LayerNorm(width);
        RegisterComponents();
    }

    /// <summary>The token mixer.</summary>
    public nn.Module Mixer => _mixer;

    /// <summary>[T, n, d] to [T, n, d]; with <paramref name="lastOnly"/> only the last slot is computed, [1, n, d].</summary>
    /// <param name="x">[T, n, d].</param>
    /// <param name="masks">Of the windows.</param>
    /// <param name="dropout">Of this pass.</param>
    /// <param name="lastOnly">Whether one slot is enough.</param>
    /// <param name="modulation">Scale and shift of the mixer's output in every slot, [2, n, d]; null: none.</param>
    public Tensor forward(Tensor x, WindowMasks masks, Dropout dropout, bool lastOnly, Tensor? modulation = null)
    {
        // What neither the result nor a gradient needs is freed with the layer, not with the step.
        using var scope = NewDisposeScope();
        Tensor mixed = ((ITokenMixer)_mixer).Mix(x, masks, lastOnly);
        if (modulation is not null)
            mixed = Modulation.Apply(mixed, modulation);
        Tensor valid = masks.Valid;
        if (lastOnly)
        {
            x = x.narrow(0, x.shape[0] - 1, 1);
            valid = valid.narrow(0, valid.shape[0] - 1, 1);
        }

        return AfterMixer(x, mixed, valid, dropout).MoveToOuterDisposeScope();
    }

    /// <summary>What the older slots say to the newest one, [n, d]; the mixer is an <see cref="INewestSlotMixer"/>.</summary>
    public Tensor Past(Tensor x, WindowMasks masks) => ((INewestSlotMixer)_mixer).Past(x, masks);

    /// <summary>The newest slot alone, [n, d] to [n, d], from what the older ones say to it; without dropout.</summary>
    /// <param name="x">[n, d].</param>
    /// <param name="past">What <see cref="Past"/> gave.</param>
    /// <param name="valid">[n, 1].</param>
    /// <param name="modulation">[4, n, d]; null: none.</param>
    public Tensor Newest(Tensor x, Tensor past, Tensor valid, Tensor? modulation) =>
        AfterMixer(x, ((INewestSlotMixer)_mixer).Newest(x, past, valid, modulation), valid, Dropout.None);

    private Tensor AfterMixer(Tensor x, Tensor mixed, Tensor valid, Dropout dropout)
    {
        Tensor sum = x.Plus(dropout.Apply(mixed));
        // Empty slots are set to exactly zero, so what stands in them never reaches another slot.
        if (_mixerNorm is null)
            return valid * sum.Plus(dropout.Apply(_feedForward.forward(_feedForwardNorm.forward(sum))));
        Tensor a = _mixerNorm.forward(sum);
        return valid * _feedForwardNorm.forward(a.Plus(dropout.Apply(_feedForward.forward(a))));
    }

    /// <summary>A copy of the weights for managed code; null for a mixer that has no such form.</summary>
    /// <param name="width">d.</param>
    public ManagedLayer? ToManaged(int width) => (_mixer as IManagedMixer)?.ToManaged() is { } mixer
        ? new ManagedResidualLayer(width, mixer, _mixerNorm?.ToManaged(), _feedForward.ToManaged(), _feedForwardNorm.ToManaged())
        : null;

    /// <summary>The same in an ONNX graph, [n, T, d] or of the last slot [n, 1, d].</summary>
    /// <param name="x">[n, T, d].</param>
    /// <param name="windows">The windows.</param>
    /// <param name="lastOnly">Whether one slot is enough.</param>
    /// <param name="modulation">[n, 2, d]; null: none.</param>
    public OnnxValue Describe(OnnxValue x, OnnxWindows windows, bool lastOnly, OnnxValue? modulation = null)
    {
        OnnxValue mixed = ((IOnnxMixer)_mixer).Describe(x, windows, lastOnly), valid = windows.Valid;
        if (modulation is not null)
            mixed = OnnxModulation.ApplyToSlots(mixed, modulation);
        if (lastOnly)
            (x, valid) = (x.Slice(1, windows.Length - 1, windows.Length), valid.Slice(1, windows.Length - 1, windows.Length));
        return AfterMixer(x, mixed, valid);
    }

    /// <summary>What <see cref="Newest"/> gives from <see cref="Past"/>, in an ONNX graph.</summary>
    /// <param name="x">The newest slot, [n, d].</param>
    /// <param name="slots">What the layer reads, [n, T, d].</param>
    /// <param name="windows">The windows.</param>
    /// <param name="modulation">[n, 4, d]; null: none.</param>
    public OnnxValue DescribeNewest(OnnxValue x, OnnxValue slots, OnnxWindows windows, OnnxValue? modulation)
    {
        OnnxValue valid = windows.Valid.At(1, windows.Length - 1);
        return AfterMixer(x, ((IOnnxNewestSlotMixer)_mixer).DescribeNewest(x, slots, valid, windows, modulation), valid);
    }

    private OnnxValue AfterMixer(OnnxValue x, OnnxValue mixed, OnnxValue valid)
    {
        OnnxValue sum = x + mixed;
        if (_mixerNorm is null)
            return valid * (sum + _feedForward.Describe(_feedForwardNorm.Describe(sum)));
        OnnxValue a = _mixerNorm.Describe(sum);
        return valid * _feedForwardNorm.Describe(a + _feedForward.Describe(a));
    }
}
