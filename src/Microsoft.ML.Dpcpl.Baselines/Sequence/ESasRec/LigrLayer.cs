using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using LayerNorm = Microsoft.ML.Dpcpl.Networks.LayerNorm;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;

/// <summary>
/// A layer of LiGR: what attention and a SwiGLU network say of the normalized input enters the residual path through gates that the input
/// opens, x + sigmoid(W_g x) o f(norm(x)). The network is W_c (silu(W_a x) o W_b x).
/// </summary>
internal sealed class LigrLayer : nn.Module
{
    private readonly SelfAttentionMixer _attention;
    private readonly LayerNorm _attentionNorm;
    private readonly Linear _attentionGate;
    private readonly Linear _gate;
    private readonly Linear _inner;
    private readonly Linear _outer;
    private readonly LayerNorm _feedForwardNorm;
    private readonly Linear _feedForwardGate;

    /// <param name="attention">Causal attention.</param>
    /// <param name="width">d.</param>
    /// <param name="feedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
    /// <param name="init">Makes the weights.</param>
    public LigrLayer(SelfAttentionMixer attention, int width, int feedForwardMultiplier, Initialization init)
        : base(nameof(LigrLayer))
    {
        _attention = attention;
        _attentionNorm = new LayerNorm(width);
        _attentionGate = new Linear(width, width, init);
        _gate = new Linear(width, width * feedForwardMultiplier, init);
        _inner = new Linear(width, width * feedForwardMultiplier, init);
        _outer = new Linear(width * feedForwardMultiplier, width, init, Initialization.ResidualScale);
        _feedForwardNorm = new LayerNorm(width);
        _feedForwardGate = new Linear(width, width, init);
        RegisterComponents();
    }

    /// <summary>[T, n, d] to [T, n, d]; with <paramref name="lastOnly"/> only the last slot is computed, [1, n, d].</summary>
    public Tensor forward(Tensor x, WindowMasks masks, Dropout dropout, bool lastOnly)
    {
        // What neither the result nor a gradient needs is freed with the layer, not with the step.
        using var scope = NewDisposeScope();
        Tensor mixed = _attention.Mix(_attentionNorm.forward(x), masks, lastOnly), valid = masks.Valid;
        if (lastOnly)
        {
            x = x.narrow(0, x.shape[0] - 1, 1);
            valid = valid.narrow(0, valid.shape[0] - 1, 1);
        }

        Tensor a = x.Plus(_attentionGate.forward(x).sigmoid() * dropout.Apply(mixed));
        Tensor normalized = _feedForwardNorm.forward(a);
        Tensor fed = _outer.forward(nn.functional.silu(_gate.forward(normalized)) * _inner.forward(normalized));
        // Empty slots are set to exactly zero, so what stands in them never reaches another slot.
        return (valid * a.Plus(_feedForwardGate.forward(a).sigmoid() * dropout.Apply(fed))).MoveToOuterDisposeScope();
    }

    /// <summary>A copy of the weights for managed code; null for attention that has no such form.</summary>
    /// <param name="width">d.</param>
    public ManagedLayer? ToManaged(int width) => _attention.ToManaged() is { } attention
        ? new ManagedLigrLayer(
            width, attention, _attentionNorm.ToManaged(), _attentionGate.ToManaged(), _gate.ToManaged(), _inner.ToManaged(), _outer.ToManaged(), _feedForwardNorm.ToManaged(),
            _feedForwardGate.ToManaged())
        : null;

    /// <summary>The same in an ONNX graph, [n, T, d] or of the last slot [n, 1, d].</summary>
    public OnnxValue Describe(OnnxValue x, OnnxWindows windows, bool lastOnly)
    {
        OnnxValue mixed = _attention.Describe(_attentionNorm.Describe(x), windows, lastOnly), valid = windows.Valid;
        if (lastOnly)
            (x, valid) = (x.Slice(1, windows.Length - 1, windows.Length), valid.Slice(1, windows.Length - 1, windows.Length));
        OnnxValue a = x + (_attentionGate.Describe(x).Sigmoid() * mixed);
        OnnxValue normalized = _feedForwardNorm.Describe(a);
        OnnxValue fed = _outer.Describe(_gate.Describe(normalized).Silu() * _inner.Describe(normalized));
        return valid * (a + (_feedForwardGate.Describe(a).Sigmoid() * fed));
    }
}
