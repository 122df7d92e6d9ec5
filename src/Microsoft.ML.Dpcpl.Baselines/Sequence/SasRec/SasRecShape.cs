using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;

/// <summary>The sizes and switches of a <see cref="SasRecEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max.</param>
/// <param name="Width">d.</param>
/// <param name="NeighborItems">Neighbors kept of each item, 0 for none.</param>
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
    int NeighborItems,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    int Layers,
    int Heads,
    int FeedForwardMultiplier)
    : BaselineShape(Items, Behaviors, MaxLength, Width, NeighborItems, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(ulong? seed) => new SasRecEncoder(this, seed);
}
