using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence;

/// <summary>What the shapes of all baselines' encoders have beside an encoder's own sizes.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories (with the unknown one) of each user attribute; empty without attributes.</param>
internal abstract record BaselineShape(
    int Items, int Behaviors, int MaxLength, int Width, bool BehaviorEmbedding, IReadOnlyList<int> AttributeSizes)
    : EncoderShape(Items, Behaviors, MaxLength, Width)
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<int> AttributesRead() => AttributeSizes;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Require(AttributeSizes is not null, nameof(AttributeSizes), null, "the categories of the user attributes");
    }
}
