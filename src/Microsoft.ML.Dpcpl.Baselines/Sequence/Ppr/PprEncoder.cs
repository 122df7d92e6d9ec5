using Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Systems;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

[assembly: NeuralSystemType("PPR", typeof(PprShape), typeof(ProfilePromptsShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;

/// <summary>The sizes and switches of a <see cref="PprEncoder"/>.</summary>
/// <inheritdoc cref="AttentionShape"/>
internal sealed record PprShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes, int Layers, int Heads, int FeedForwardMultiplier)
    : AttentionShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes, Layers, Heads, FeedForwardMultiplier)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new PprEncoder(this, init);
}

/// <summary>PPR (Wu et al., 2022): causal self-attention over item, slot and (MBPPR) behavior embeddings, with a prompt before the events of each layer.</summary>
internal sealed class PprEncoder : AttentionEncoder
{
    public PprEncoder(PprShape shape, Initialization init)
        : base(nameof(PprEncoder), shape, init) => RegisterComponents();

    /// <inheritdoc/>
    public override Tensor Encode(Tensor itemVectors, WindowInputs windows, Prompts? prompts, Dropout dropout) =>
        WithAttributes(Hidden(itemVectors, windows, prompts?.Tokens, dropout, lastOnly: true), windows).squeeze(0);

    /// <inheritdoc/>
    /// <remarks>Without prompts, as all that take slots are left to libtorch.</remarks>
    public override ManagedEncoder? ToManaged() => LayersToManaged();
}
