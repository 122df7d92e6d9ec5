using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;

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
    int Layers,
    int Heads,
    int FeedForwardMultiplier)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(ulong? seed) => new SasRecEncoder(this, seed);
}
