using Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

[assembly: NeuralSystemType("MBHT", typeof(MbhtShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;

/// <summary>The sizes and switches of an <see cref="MbhtEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max; the maps over time have weights for each slot.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="Heads">Heads of each attention, a divisor of d.</param>
/// <param name="FeedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
/// <param name="LowRank">Slots that keys and values are projected to.</param>
/// <param name="FineScale">Events of a mean at the finer scale.</param>
/// <param name="CoarseScale">Events of a mean at the coarser scale.</param>
/// <param name="SimilarItems">k: edges of other items that an event joins.</param>
/// <param name="SlotsBefore">Slots before a hidden event that stand for it in the hypergraph.</param>
/// <param name="SlotsAfter">Slots after it that do.</param>
internal sealed record MbhtShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    int Layers,
    int Heads,
    int FeedForwardMultiplier,
    [property: Within(1, 1024)] int LowRank,
    [property: Within(1, 1024)] int FineScale,
    [property: Within(1, 1024)] int CoarseScale,
    [property: Within(1, 100)] int SimilarItems,
    [property: Within(1, 4096)] int SlotsBefore,
    [property: Within(0, 4096)] int SlotsAfter)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new MbhtEncoder(this, init);
}

/// <summary>
/// MBHT (Yang et al., KDD 2022): layers of multi-scale attention in both directions over item, slot and behavior embeddings, and beside them a hypergraph over the items of the
/// window. A slot is the sum of both, with weights that a softmax gives them. A user vector is what a hidden event after the newest one is taken for.
/// </summary>
internal sealed class MbhtEncoder : BaselineEncoder, IClozeEncoder
{
    private readonly EventEmbedding _events;
    private readonly ModuleList<EncoderLayer> _layers;
    private readonly WindowHypergraph _hypergraph;
    private readonly Parameter _fusion;

    public MbhtEncoder(MbhtShape shape, Initialization init)
        : base(nameof(MbhtEncoder), shape, init)
    {
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init, hides: true);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ =>
            new EncoderLayer(new MultiScaleMixer(shape, init), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
        _hypergraph = new WindowHypergraph(shape, init);
        // The paper's a (W x) is the product with one vector.
        _fusion = init.Linear(shape.Width, 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <remarks>Maps over time take the weights of the slots that there are, counted from the newest.</remarks>
    public override bool IgnoresEmptySlots => true;

    /// <inheritdoc/>
    protected override bool IsCausal => false;

    /// <inheritdoc/>
    public Tensor EncodeSlots(Tensor itemVectors, WindowInputs windows, Dropout dropout) =>
        WithAttributes(Fused(itemVectors, windows, dropout, lastOnly: false), windows);

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly) =>
        Fused(itemVectors, windows.WithHiddenEnd(Shape.MaxLength), dropout, lastOnly);

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows) =>
        throw new NotSupportedException("MBHT cannot be exported to ONNX: its windows end with a hidden event, which the inputs of such a file do not have.");

    /// <summary>What both branches say, [T, n, d], or of the newest slot alone [1, n, d].</summary>
    private Tensor Fused(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        WindowMasks masks = WindowMasks.Create(windows.Behaviors, windows.Valid, streamCount: 1, promptTokens: 0);
        Tensor attended = _events.forward(itemVectors, windows, dropout);
        for (int layer = 0; layer < _layers.Count; layer++)
            attended = _layers[layer].forward(attended, masks, dropout, lastOnly && layer == _layers.Count - 1);
        Tensor joined = _hypergraph.forward(itemVectors, windows, dropout);
        if (lastOnly)
            joined = joined.narrow(0, joined.shape[0] - 1, 1);
        Tensor branches = stack([attended, joined], 0);
        return (nn.functional.softmax(nn.functional.linear(branches, _fusion), 0) * branches).sum([0]);
    }
}
