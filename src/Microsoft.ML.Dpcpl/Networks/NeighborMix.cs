using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// What an item's nearness s to the history adds to the network's score: gamma log(1 + alpha s), both learned with the network.
/// The logarithm puts a count on the scale of a softmax's scores.
/// </summary>
/// <remarks>
/// In training the network sees its examples again and again and trusts itself more than it may on new ones, while nearness is
/// counted without the example. So scoring multiplies gamma by a boost that is chosen on held-out events.
/// </remarks>
internal sealed class NeighborMix : nn.Module
{
    private readonly Parameter _logGain;
    private readonly Parameter _logScale;
    private readonly Parameter _boost;

    public NeighborMix()
        : base(nameof(NeighborMix))
    {
        _logGain = Initialization.Constant(0, 1);
        _logScale = Initialization.Constant(5, 1);
        _boost = Initialization.Constant(1, 1);
        RegisterComponents();
    }

    /// <summary>Nearness of any shape, not negative, to what it adds to the score; in scoring and beside a frozen network with the boost.</summary>
    public Tensor forward(Tensor nearness, bool boosted)
    {
        Tensor added = _logGain.exp() * (_logScale.exp() * nearness).log1p();
        return boosted ? added * _boost : added;
    }

    /// <summary>What scoring needs, as numbers: gamma times the boost, and alpha.</summary>
    public (float Gain, float Scale) Values()
    {
        using var scope = NewDisposeScope();
        return ((_logGain.exp() * _boost).ToSingle(), _logScale.exp().ToSingle());
    }

    public void SetBoost(float boost)
    {
        using var noGrad = no_grad();
        _boost.fill_(boost);
    }
}
