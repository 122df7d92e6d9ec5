using Microsoft.ML.Dpcpl.Networks;
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

    public PromptTokenMap(CustomizedPromptsShape shape, Initialization init)
        : base(nameof(PromptTokenMap))
    {
        _tokens = shape.Tokens;
        int inner = shape.VectorWidth;
        if (shape.Projection == TokenProjection.LowRank)
        {
            inner = shape.Rank;
            _down = init.Normal(1 / Math.Sqrt(shape.VectorWidth), shape.PromptedLayers, inner, shape.VectorWidth);
        }

        // Small, so that tuning starts near empty slots, that is near the pre-trained function.
        _up = init.Normal(0.02, shape.PromptedLayers, shape.Tokens * shape.Width, inner);
        RegisterComponents();
    }

    /// <summary>P [n, layers, w] to tokens [layers, C, n, d].</summary>
    public Tensor forward(Tensor vectors)
    {
        Tensor x = vectors.transpose(0, 1);
        if (_down is not null)
            x = x.bmm(_down.transpose(1, 2));
        Tensor tokens = x.bmm(_up.transpose(1, 2));
        return tokens.reshape(x.shape[0], x.shape[1], _tokens, -1).transpose(1, 2);
    }
}
