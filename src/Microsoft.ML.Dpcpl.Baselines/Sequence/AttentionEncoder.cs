using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence;

/// <summary>
/// Layers of self-attention and a feed-forward network over item, slot and behavior embeddings. Normalized after each residual path, with a
/// GELU, as RecBole writes it.
/// </summary>
internal abstract class AttentionEncoder : BaselineEncoder
{
    private readonly EventEmbedding _events;
    private readonly ModuleList<EncoderLayer> _layers;

    /// <param name="name">Of the module.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="init">Makes the weights.</param>
    /// <param name="causal">Whether a slot knows no later one.</param>
    /// <param name="hides">Whether events whose item is hidden have a vector of their own.</param>
    protected AttentionEncoder(string name, AttentionShape shape, Initialization init, bool causal = true, bool hides = false)
        : base(name, shape, init)
    {
        IsCausal = causal;
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init, hides);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ =>
            new EncoderLayer(new SelfAttentionMixer(shape.Width, shape.Heads, false, init, causal), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
    }

    /// <inheritdoc/>
    /// <remarks>Attention leaves empty slots out, in whatever direction it looks.</remarks>
    public sealed override bool IgnoresEmptySlots => true;

    /// <inheritdoc/>
    protected sealed override bool IsCausal { get; }

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly) => Hidden(itemVectors, windows, null, dropout, lastOnly);

    /// <summary>The same of windows whose first C slots, which are empty, hold tokens of their own in each layer.</summary>
    /// <param name="itemVectors">[rows, d].</param>
    /// <param name="windows">The windows.</param>
    /// <param name="tokens">[L, C, n, d]; null: none.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    /// <param name="lastOnly">Whether the newest slot is enough.</param>
    /// <param name="bothWays">Whether every slot knows later ones, too, though the encoder is causal.</param>
    protected Tensor Hidden(Tensor itemVectors, WindowInputs windows, Tensor? tokens, Dropout dropout, bool lastOnly, bool bothWays = false)
    {
        int count = tokens is null ? 0 : (int)tokens.shape[1];
        long length = windows.Items.shape[0] - count;
        if (count > 0)
        {
            Tensor Events(Tensor window) => window.narrow(0, count, length);
            windows = windows with { Items = Events(windows.Items), Behaviors = Events(windows.Behaviors), Valid = Events(windows.Valid), Days = Events(windows.Days) };
        }

        WindowMasks masks = WindowMasks.Create(windows.Behaviors, windows.Valid, streamCount: 1, count) with { BothWays = bothWays };
        Tensor x = _events.forward(itemVectors, windows, dropout);
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            if (tokens is not null)
                x = cat([tokens[layer], layer == 0 ? x : x.narrow(0, count, length)], 0);
            x = _layers[layer].forward(x, masks, dropout, lastOnly && layer == _layers.Count - 1);
        }

        return x;
    }

    /// <summary>Events and layers for managed code: for encoders that hide no event of a user and take the last layer's output as it is.</summary>
    protected ManagedEncoder? LayersToManaged() =>
        ManagedLayerEncoder.Of(Shape.Width, _events.ToManaged(Shape.Width), _layers.Select(layer => layer.ToManaged(Shape.Width)), norm: null, AttributesToManaged());

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows)
    {
        OnnxValue x = _events.Describe(windows);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Describe(x, windows, layer == _layers.Count - 1);
        return x.At(1, 0);
    }
}
