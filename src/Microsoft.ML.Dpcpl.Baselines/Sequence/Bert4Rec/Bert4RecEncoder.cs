using Microsoft.ML.Dpcpl.Baselines.Sequence.Bert4Rec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using LayerNorm = Microsoft.ML.Dpcpl.Networks.LayerNorm;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

[assembly: NeuralSystemType("BERT4Rec", typeof(Bert4RecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Bert4Rec;

/// <summary>The sizes and switches of a <see cref="Bert4RecEncoder"/>.</summary>
/// <inheritdoc cref="AttentionShape"/>
internal sealed record Bert4RecShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes, int Layers, int Heads, int FeedForwardMultiplier)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new Bert4RecEncoder(this, init);
}

/// <summary>
/// BERT4Rec (Sun et al., CIKM 2019): self-attention in both directions, a vector for hidden events, and a head LN(GELU(W x + b)). A user vector is
/// what a hidden event after the newest one is taken for.
/// </summary>
/// <remarks>The bias of each item in the original's scores is left out: a score is the dot product of two vectors, as the rest of the library has it.</remarks>
internal sealed class Bert4RecEncoder : AttentionEncoder, IClozeEncoder
{
    private readonly Linear _head;
    private readonly LayerNorm _headNorm;

    public Bert4RecEncoder(Bert4RecShape shape, Initialization init)
        : base(nameof(Bert4RecEncoder), shape, init, causal: false, hides: true)
    {
        _head = new Linear(shape.Width, shape.Width, init);
        _headNorm = new LayerNorm(shape.Width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public Tensor EncodeSlots(Tensor itemVectors, WindowInputs windows, Dropout dropout) =>
        WithAttributes(Head(base.Hidden(itemVectors, windows, dropout, lastOnly: false)), windows);

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly) =>
        Head(base.Hidden(itemVectors, windows.WithHiddenEnd(Shape.MaxLength), dropout, lastOnly));

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows) =>
        _headNorm.Describe(_head.Describe(base.Hidden(windows.WithHiddenEnd(Shape.MaxLength))).Gelu());

    private Tensor Head(Tensor x) => _headNorm.forward(nn.functional.gelu(_head.forward(x)));
}
