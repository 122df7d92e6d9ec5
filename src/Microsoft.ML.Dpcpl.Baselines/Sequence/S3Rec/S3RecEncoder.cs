using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Systems;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

[assembly: NeuralSystemType("S3-Rec", typeof(S3RecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;

/// <summary>The sizes and switches of a <see cref="S3RecEncoder"/>.</summary>
/// <inheritdoc cref="AttentionShape"/>
internal sealed record S3RecShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes, int Layers, int Heads, int FeedForwardMultiplier)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new S3RecEncoder(this, init);
}

/// <summary>
/// S3-Rec (Zhou et al., CIKM 2020): the causal self-attention of SASRec, whose weights pre-training uses in both directions, with a vector for hidden events and a map
/// for each of its tasks.
/// </summary>
internal sealed class S3RecEncoder : AttentionEncoder, IClozeEncoder
{
    private readonly Linear _hiddenItem;
    private readonly Linear _segment;

    public S3RecEncoder(S3RecShape shape, Initialization init)
        : base(nameof(S3RecEncoder), shape, init, hides: true)
    {
        _hiddenItem = new Linear(shape.Width, shape.Width, init);
        _segment = new Linear(shape.Width, shape.Width, init);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override ManagedEncoder? ToManaged() => LayersToManaged();

    /// <inheritdoc/>
    /// <remarks>In both directions: W h of each slot, which is compared with items in pre-training alone.</remarks>
    public Tensor EncodeSlots(Tensor itemVectors, WindowInputs windows, Dropout dropout) =>
        WithAttributes(_hiddenItem.forward(Hidden(itemVectors, windows, null, dropout, lastOnly: false, bothWays: true)), windows);

    /// <summary>What the newest slot knows of the whole window, [n, d].</summary>
    public Tensor EncodeBothWays(Tensor itemVectors, WindowInputs windows, Dropout dropout) =>
        Hidden(itemVectors, windows, null, dropout, lastOnly: true, bothWays: true).squeeze(0);

    /// <summary>What the segment that a window lacks is like: W h, [n, d].</summary>
    /// <param name="contexts">[n, d] of <see cref="EncodeBothWays"/>, of windows whose segment is hidden.</param>
    public Tensor Segment(Tensor contexts) => _segment.forward(contexts);
}
