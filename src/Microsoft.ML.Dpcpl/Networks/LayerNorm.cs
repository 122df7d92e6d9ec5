using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Layer normalization over the last axis with a learned scale and shift.</summary>
internal sealed class LayerNorm : nn.Module
{
    private readonly long _width;
    private readonly Parameter _scale;
    private readonly Parameter _shift;

    public LayerNorm(int width)
        : base(nameof(LayerNorm))
    {
        _width = width;
        _scale = Initialization.Constant(1, width);
        _shift = Initialization.Constant(0, width);
        RegisterComponents();
    }

    public Tensor forward(Tensor x) => nn.functional.layer_norm(x, [_width], _scale, _shift, 1e-5);

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedLayerNorm ToManaged() => new(_scale, _shift);

    /// <summary>The same in an ONNX graph.</summary>
    public OnnxValue Describe(OnnxValue x) => x.LayerNorm(x.Graph.Weight(_scale), x.Graph.Weight(_shift));
}
