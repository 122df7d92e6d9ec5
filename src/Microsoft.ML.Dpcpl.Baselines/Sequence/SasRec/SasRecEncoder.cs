using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Systems;

[assembly: NeuralSystemType("SASRec", typeof(SasRecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;

/// <summary>The sizes and switches of a <see cref="SasRecEncoder"/>.</summary>
/// <inheritdoc cref="AttentionShape"/>
internal sealed record SasRecShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes, int Layers, int Heads, int FeedForwardMultiplier)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new SasRecEncoder(this, init);
}

/// <summary>SASRec (Kang and McAuley, ICDM 2018): causal self-attention over item, slot and (MB-SASRec) behavior embeddings.</summary>
internal sealed class SasRecEncoder : AttentionEncoder
{
    public SasRecEncoder(SasRecShape shape, Initialization init)
        : base(nameof(SasRecEncoder), shape, init) => RegisterComponents();

    /// <inheritdoc/>
    public override ManagedEncoder? ToManaged() => LayersToManaged();
}
