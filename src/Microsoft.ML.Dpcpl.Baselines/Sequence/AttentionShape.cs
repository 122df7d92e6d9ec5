using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence;

/// <summary>What the shapes of encoders of self-attention have.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="Heads">Heads of the attention, a divisor of d.</param>
/// <param name="FeedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
internal abstract record AttentionShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    [property: Within(1, 16)] int Layers,
    [property: Within(1, 64)] int Heads,
    [property: Within(1, 16)] int FeedForwardMultiplier)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Require(Width % Heads == 0, nameof(Width), Width, $"a multiple of Heads ({Heads})");
    }
}
