using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

[assembly: NeuralSystemType("FEARec", typeof(FeaRecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;

/// <summary>The sizes and switches of a <see cref="FeaRecEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max; bands are of its frequencies.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="Heads">Heads of the self-attention, a divisor of d.</param>
/// <param name="FeedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
/// <param name="GlobalRatio">Share of the frequencies that a layer hears.</param>
/// <param name="SpatialRatio">Share of the self-attention in a layer's attention.</param>
/// <param name="TopKFactor">Lags of a window in units of ln T_max.</param>
internal sealed record FeaRecShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    [property: Within(1, 16)] int Layers,
    [property: Within(1, 64)] int Heads,
    [property: Within(1, 16)] int FeedForwardMultiplier,
    [property: Within(0, 1)] double GlobalRatio,
    [property: Within(0, 1)] double SpatialRatio,
    [property: Within(0.1, 100)] double TopKFactor)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new FeaRecEncoder(this, init);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Require(Width % Heads == 0, nameof(Width), Width, $"a multiple of Heads ({Heads})");
    }
}

/// <summary>
/// FEARec (Du et al., SIGIR 2023): layers of hybrid attention, each in a band of frequencies of its own, and a feed-forward network, over item, slot
/// and (MB-FEARec) behavior embeddings. Lags and bands are of the whole window: every slot hears of every other, later ones too, so a window has
/// one target.
/// </summary>
internal sealed class FeaRecEncoder : BaselineEncoder
{
    private readonly FeaRecShape _shape;
    private readonly EventEmbedding _events;
    private readonly ModuleList<EncoderLayer> _layers;

    public FeaRecEncoder(FeaRecShape shape, Initialization init)
        : base(nameof(FeaRecEncoder), shape, init)
    {
        _shape = shape;
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(layer =>
            new EncoderLayer(new HybridAttentionMixer(shape, layer, init), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override bool IsCausal => false;

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        Tensor x = WholeWindow.Of(_events.forward(itemVectors, windows, dropout), _shape.MaxLength), valid = WholeWindow.Of(windows.Valid, _shape.MaxLength);
        var masks = new WindowMasks(valid.unsqueeze(-1), valid.unsqueeze(-1).unsqueeze(-1));
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].forward(x, masks, dropout, lastOnly && layer == _layers.Count - 1);
        return x;
    }

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows) =>
        throw new NotSupportedException("FEARec cannot be exported to ONNX: each window picks lags of its own.");
}
