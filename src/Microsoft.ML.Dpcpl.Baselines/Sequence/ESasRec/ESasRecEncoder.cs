using Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using LayerNorm = Microsoft.ML.Dpcpl.Networks.LayerNorm;

[assembly: NeuralSystemType("eSASRec", typeof(ESasRecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;

/// <summary>The sizes and switches of an <see cref="ESasRecEncoder"/>.</summary>
/// <inheritdoc cref="AttentionShape"/>
internal sealed record ESasRecShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes, int Layers, int Heads, int FeedForwardMultiplier)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new ESasRecEncoder(this, init);
}

/// <summary>Layers of LiGR over item, slot and behavior embeddings, and a normalization at the end, which layers normalized first need.</summary>
internal sealed class ESasRecEncoder : BaselineEncoder
{
    private readonly EventEmbedding _events;
    private readonly ModuleList<LigrLayer> _layers;
    private readonly LayerNorm _norm;

    public ESasRecEncoder(ESasRecShape shape, Initialization init)
        : base(nameof(ESasRecEncoder), shape, init)
    {
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ =>
            new LigrLayer(new SelfAttentionMixer(shape.Width, shape.Heads, false, init), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
        _norm = new LayerNorm(shape.Width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        WindowMasks masks = WindowMasks.Create(windows.Behaviors, windows.Valid, streamCount: 1, promptTokens: 0);
        Tensor x = _events.forward(itemVectors, windows, dropout);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].forward(x, masks, dropout, lastOnly && layer == _layers.Count - 1);
        Tensor valid = windows.Valid.unsqueeze(-1);
        return _norm.forward(x) * (lastOnly ? valid.narrow(0, valid.shape[0] - 1, 1) : valid);
    }

    /// <inheritdoc/>
    public override ManagedEncoder? ToManaged() =>
        ManagedLayerEncoder.Of(Shape.Width, _events.ToManaged(Shape.Width), _layers.Select(layer => layer.ToManaged(Shape.Width)), _norm.ToManaged(), AttributesToManaged());

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows)
    {
        OnnxValue x = _events.Describe(windows);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Describe(x, windows, layer == _layers.Count - 1);
        return _norm.Describe(x.At(1, 0)) * windows.Valid.At(1, windows.Length - 1);
    }
}
