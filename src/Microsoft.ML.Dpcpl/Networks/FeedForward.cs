using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Two linear maps with a GELU between them, W_b GELU(W_a x): the feed-forward network of a layer, and the MLP of a prompt source.</summary>
internal sealed class FeedForward : nn.Module
{
    private readonly Linear _inner;
    private readonly Linear _outer;

    public FeedForward(int inputs, int inner, int outputs, Initialization init, double outputScale = 1)
        : base(nameof(FeedForward))
    {
        _inner = new Linear(inputs, inner, init);
        _outer = new Linear(inner, outputs, init, outputScale);
        RegisterComponents();
    }

    public Tensor forward(Tensor x)
    {
        using Tensor inner = _inner.forward(x), active = nn.functional.gelu(inner);
        return _outer.forward(active);
    }

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedFeedForward ToManaged() => new(_inner.ToManaged(), _outer.ToManaged());

    /// <summary>The same in an ONNX graph.</summary>
    public OnnxValue Describe(OnnxValue x) => _outer.Describe(_inner.Describe(x).Gelu());
}
