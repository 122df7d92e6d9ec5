using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>The sizes and switches of DPCPL's backbone, the <see cref="EfficientBehaviorMiner"/>.</summary>
/// <param name="Items">V, ids 1..V.</param>
/// <param name="Behaviors">B, ids 1..B.</param>
/// <param name="MaxLength">T_max: rows of the position table.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">L.</param>
/// <param name="Blocks">k, a divisor of d.</param>
/// <param name="Mixer">What exchanges information between slots.</param>
/// <param name="Heads">Heads of the attention mixer.</param>
/// <param name="Streams">How behaviors become streams.</param>
/// <param name="Skip">The path around the filter.</param>
/// <param name="GainKnots">Knots of the frequency gain, 0 for none.</param>
/// <param name="SparsityThreshold">Soft shrinkage of the filtered spectrum, 0 for none.</param>
/// <param name="FeedForwardMultiplier">Inner width of the feed-forward network in units of d.</param>
/// <param name="Dropout">Share of activations dropped while training.</param>
/// <param name="Activation">Between the two products of the filter.</param>
/// <param name="PerBehaviorFilter">A filter for each stream, in the place of one for all.</param>
/// <param name="TimeDecay">Whether the attention mixer's weights fall with time.</param>
/// <param name="AttributeSizes">Categories (with the unknown one) of each user attribute that the backbone reads; null for a backbone that reads none.</param>
/// <param name="Positions">Where positions are counted from.</param>
/// <param name="Normalization">What layers normalize.</param>
internal sealed record EfficientBehaviorMinerShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    [property: Within(1, 16)] int Layers,
    [property: Within(1, 64)] int Blocks,
    SequenceMixer Mixer = SequenceMixer.Filter,
    [property: Within(1, 64)] int Heads = 2,
    StreamMode Streams = StreamMode.Mask,
    SkipProjection Skip = SkipProjection.Linear,
    [property: Within(2, 1024, OrZero = true)] int GainKnots = 0,
    [property: Within(0, 1)] float SparsityThreshold = 0,
    [property: Within(1, 16)] int FeedForwardMultiplier = 4,
    [property: Within(0, 0.9)] float Dropout = 0,
    FilterActivation Activation = FilterActivation.Relu,
    bool PerBehaviorFilter = false,
    bool TimeDecay = false,
    IReadOnlyList<int>? AttributeSizes = null,
    SlotPositions Positions = SlotPositions.FromNewest,
    LayerNormPlacement Normalization = LayerNormPlacement.Sums)
    : EncoderShape(Items, Behaviors, MaxLength, Width)
{
    /// <summary>Whether no slot knows a later one; the mixers that do so read the overall sequence.</summary>
    public bool Causal => Mixer != SequenceMixer.Filter;

    /// <summary>S: the overall stream, and one per behavior.</summary>
    public int StreamCount => Streams == StreamMode.OverallOnly || Causal ? 1 : Behaviors + 1;

    /// <summary>Vectors by which prompts modulate a layer.</summary>
    public int Modulations => Mixer == SequenceMixer.CausalFilter ? Modulation.WithInner : Modulation.Outer;

    /// <summary>Whether streams are windows of their own that meet after the last layer only.</summary>
    public bool Packed => Streams == StreamMode.Compact && StreamCount > 1;

    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new EfficientBehaviorMiner(this, init);

    /// <inheritdoc/>
    public override IReadOnlyList<int>? AttributesRead() => AttributeSizes;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Require(Width % Blocks == 0, nameof(Width), Width, $"a multiple of Blocks ({Blocks})");
        OptionCheck.Require(Mixer != SequenceMixer.Attention || Width % Heads == 0, nameof(Width), Width, $"a multiple of Heads ({Heads})");
    }
}
