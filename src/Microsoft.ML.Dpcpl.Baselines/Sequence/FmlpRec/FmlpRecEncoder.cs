using Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

[assembly: NeuralSystemType("FMLP-Rec", typeof(FmlpRecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;

/// <summary>The sizes and switches of a <see cref="FmlpRecEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max; the filters have a weight for each of its frequencies.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="FeedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
internal sealed record FmlpRecShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    [property: Within(1, 16)] int Layers,
    [property: Within(1, 16)] int FeedForwardMultiplier)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new FmlpRecEncoder(this, init);
}

/// <summary>
/// FMLP-Rec (Zhou et al., WWW 2022): layers of a learned filter over the whole window and a feed-forward network, over item, slot and
/// (MB-FMLP-Rec) behavior embeddings. Every slot hears of every other, later ones too, so a window has one target.
/// </summary>
internal sealed class FmlpRecEncoder : BaselineEncoder
{
    private readonly FmlpRecShape _shape;
    private readonly EventEmbedding _events;
    private readonly ModuleList<EncoderLayer> _layers;

    public FmlpRecEncoder(FmlpRecShape shape, Initialization init)
        : base(nameof(FmlpRecEncoder), shape, init)
    {
        _shape = shape;
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ =>
            new EncoderLayer(new WindowFilterMixer(shape.MaxLength, shape.Width, init), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override bool IsCausal => false;

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        // A filter has one length.
        Tensor x = WholeWindow.Of(_events.forward(itemVectors, windows, dropout), _shape.MaxLength), valid = WholeWindow.Of(windows.Valid, _shape.MaxLength);
        var masks = new WindowMasks(valid.unsqueeze(-1), valid.unsqueeze(-1).unsqueeze(-1));
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].forward(x, masks, dropout, lastOnly && layer == _layers.Count - 1);
        return x;
    }

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows)
    {
        if (windows.Length != _shape.MaxLength)
            throw new NotSupportedException($"FMLP-Rec is exported to ONNX with windows of {_shape.MaxLength} slots, as its filters have; these have {windows.Length}.");
        OnnxValue x = _events.Describe(windows);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Describe(x, windows, layer == _layers.Count - 1);
        return x.At(1, 0);
    }
}
