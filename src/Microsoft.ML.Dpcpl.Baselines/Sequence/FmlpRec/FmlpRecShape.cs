using Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;

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
    int Layers,
    int FeedForwardMultiplier)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(ulong? seed) => new FmlpRecEncoder(this, seed);
}
