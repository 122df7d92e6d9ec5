using Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Systems;

[assembly: NeuralSystemType("CL4SRec", typeof(Cl4SRecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;

/// <summary>The sizes and switches of a <see cref="Cl4SRecEncoder"/>.</summary>
/// <inheritdoc cref="AttentionShape"/>
internal sealed record Cl4SRecShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes, int Layers, int Heads, int FeedForwardMultiplier)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new Cl4SRecEncoder(this, init);
}

/// <summary>CL4SRec (Xie et al., ICDE 2022): causal self-attention over item, slot and (MB-CL4SRec) behavior embeddings, and a vector for the hidden events of views.</summary>
internal sealed class Cl4SRecEncoder : AttentionEncoder
{
    public Cl4SRecEncoder(Cl4SRecShape shape, Initialization init)
        : base(nameof(Cl4SRecEncoder), shape, init, hides: true) => RegisterComponents();

    /// <inheritdoc/>
    public override ManagedEncoder? ToManaged() => LayersToManaged();
}
