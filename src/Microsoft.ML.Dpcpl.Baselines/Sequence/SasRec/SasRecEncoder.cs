using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

[assembly: NeuralSystemType("SASRec", typeof(SasRecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;

/// <summary>The sizes and switches of a <see cref="SasRecEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="Heads">Heads of the attention, a divisor of d.</param>
/// <param name="FeedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
internal sealed record SasRecShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    [property: Within(1, 16)] int Layers,
    [property: Within(1, 64)] int Heads,
    [property: Within(1, 16)] int FeedForwardMultiplier)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new SasRecEncoder(this, init);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Require(Width % Heads == 0, nameof(Width), Width, $"a multiple of Heads ({Heads})");
    }
}

/// <summary>
/// SASRec (Kang and McAuley, ICDM 2018): layers of causal self-attention and a feed-forward network over item, slot and (MB-SASRec)
/// behavior embeddings. Normalized after each residual path, with a GELU, as RecBole writes it.
/// </summary>
internal sealed class SasRecEncoder : BaselineEncoder
{
    private readonly EventEmbedding _events;
    private readonly ModuleList<EncoderLayer> _layers;

    public SasRecEncoder(SasRecShape shape, Initialization init)
        : base(nameof(SasRecEncoder), shape, init)
    {
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ =>
            new EncoderLayer(new SelfAttentionMixer(shape.Width, shape.Heads, false, init), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        WindowMasks masks = WindowMasks.Create(windows.Behaviors, windows.Valid, streamCount: 1, promptTokens: 0);
        Tensor x = _events.forward(itemVectors, windows, dropout);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].forward(x, masks, dropout, lastOnly && layer == _layers.Count - 1);
        return x;
    }

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows)
    {
        OnnxValue x = _events.Describe(windows);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Describe(x, windows, layer == _layers.Count - 1);
        return x.At(1, 0);
    }
}
