using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// Eq. 9: p_{l,c} = W_{l,c} p_l. A full d x w matrix for every token is more than the whole tuning budget of Table 4,
/// so by default W_{l,c} = U_{l,c} D_l has low rank and D_l serves all tokens of a layer.
/// </summary>
internal sealed class PromptTokenMap : nn.Module
{
    private readonly int _tokens;
    private readonly Parameter? _down;
    private readonly Parameter _up;
    private readonly Parameter? _top;

    public PromptTokenMap(CustomizedPromptsShape shape, Initialization init)
        : base(nameof(PromptTokenMap))
    {
        _tokens = shape.VectorsOfLayer;
        int inner = shape.VectorWidth;
        if (shape.Projection == TokenProjection.LowRank)
        {
            inner = shape.Rank;
            _down = init.Normal(1 / Math.Sqrt(shape.VectorWidth), shape.PromptedLayers, inner, shape.VectorWidth);
        }

        if (shape.Modulates)
        {
            // Zero: tuning starts with the pre-trained function.
            _up = init.Zero(shape.PromptedLayers, _tokens * shape.Width, inner);
            _top = init.Zero(Modulation.OfTop * shape.Width, inner);
        }
        else
        {
            // Small, so that tuning starts near empty slots, that is near the pre-trained function.
            _up = init.Normal(0.02, shape.PromptedLayers, _tokens * shape.Width, inner);
        }

        RegisterComponents();
    }

    /// <summary>P [n, layers, w] to tokens [layers, C, n, d].</summary>
    public Tensor forward(Tensor vectors) => OfLayers(Inner(vectors));

    /// <summary>P [n, layers, w] to a modulation; the last layer's vector makes that of the top.</summary>
    public Modulation Modulate(Tensor vectors)
    {
        Tensor x = Inner(vectors);
        Tensor top = x[-1].mm(_top!.t());
        return new Modulation(OfLayers(x), top.reshape(top.shape[0], Modulation.OfTop, -1).transpose(0, 1));
    }

    /// <summary>D_l p_l, [layers, n, r]; p_l itself where matrices are full.</summary>
    private Tensor Inner(Tensor vectors)
    {
        Tensor x = vectors.transpose(0, 1);
        return _down is null ? x : x.bmm(_down.transpose(1, 2));
    }

    private Tensor OfLayers(Tensor x) => x.bmm(_up.transpose(1, 2)).reshape(x.shape[0], x.shape[1], _tokens, -1).transpose(1, 2);

    /// <summary>A copy of the weights for managed code; of a map to modulations.</summary>
    public ManagedModulationMap ToManaged()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        IEnumerable<int> layers = Enumerable.Range(0, (int)_up.shape[0]);
        return new ManagedModulationMap(
            _down is null ? null : [.. layers.Select(layer => new ManagedLinear(_down[layer], null))],
            [.. layers.Select(layer => new ManagedLinear(_up[layer], null, _tokens))],
            new ManagedLinear(_top!, null, Modulation.OfTop));
    }

    /// <summary>What <see cref="Modulate"/> gives, in an ONNX graph.</summary>
    /// <param name="vectors">P, of each layer [n, w].</param>
    public OnnxModulation Describe(IReadOnlyList<OnnxValue> vectors)
    {
        OnnxGraph graph = vectors[0].Graph;
        OnnxValue Map(OnnxValue x, Tensor matrix) => x.MatMul(graph.Constant(matrix.detach().t()));
        OnnxValue[] inner = [.. vectors.Select((vector, layer) => _down is null ? vector : Map(vector, _down[layer]))];
        long width = _top!.shape[0] / Modulation.OfTop;
        return new OnnxModulation(
            [.. inner.Select((x, layer) => Map(x, _up[layer]).Reshape(0, _tokens, width))], Map(inner[^1], _top).Reshape(0, Modulation.OfTop, width));
    }
}
