using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;

[assembly: NeuralSystemType("GRU4Rec", typeof(Gru4RecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;

/// <summary>The sizes and switches of a <see cref="Gru4RecEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="StateWidth">h: width of the recurrent state.</param>
internal sealed record Gru4RecShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    int Layers,
    int StateWidth)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(ulong? seed) => new Gru4RecEncoder(this, seed);
}
