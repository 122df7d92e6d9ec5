using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>One layer of the backbone: token mixer and feed-forward network, each with a residual path and layer normalisation.</summary>
internal sealed class EfficientBehaviorMinerLayer : nn.Module
{
    private readonly nn.Module _mixer;
    private readonly LayerNorm _mixerNorm;
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _feedForwardNorm;

    public EfficientBehaviorMinerLayer(NetworkShape shape, Initialization init)
        : base(nameof(EfficientBehaviorMinerLayer))
    {
        _mixer = shape.Mixer == SequenceMixer.Filter
            ? new BehaviorFilterMixer(shape, init)
            : new SelfAttentionMixer(shape.Width, shape.Heads, init);
        _mixerNorm = new LayerNorm(shape.Width);
        _feedForward = new FeedForward(shape.Width, shape.Width * shape.FeedForwardMultiplier, shape.Width, init);
        _feedForwardNorm = new LayerNorm(shape.Width);
        RegisterComponents();
    }

    /// <summary>[T, n, d] to [T, n, d]; with <paramref name="lastOnly"/> only the last slot is computed, [1, n, d].</summary>
    public Tensor forward(Tensor x, WindowMasks masks, Dropout dropout, bool lastOnly)
    {
        Tensor mixed = ((ITokenMixer)_mixer).Mix(x, masks, lastOnly);
        Tensor valid = masks.Valid;
        if (lastOnly)
        {
            x = x.narrow(0, x.shape[0] - 1, 1);
            valid = valid.narrow(0, valid.shape[0] - 1, 1);
        }

        Tensor a = _mixerNorm.forward(x + dropout.Apply(mixed));
        // Empty slots are set to exactly zero, so what stands in them never reaches another slot.
        return valid * _feedForwardNorm.forward(a + dropout.Apply(_feedForward.forward(a)));
    }
}
