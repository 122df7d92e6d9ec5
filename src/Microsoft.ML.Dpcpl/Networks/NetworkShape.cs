namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The sizes and switches that define a backbone; two backbones of one shape have the same parameters.</summary>
/// <param name="Items">V, ids 1..V.</param>
/// <param name="Behaviors">B, ids 1..B.</param>
/// <param name="MaxLength">T_max: rows of the position table.</param>
/// <param name="Width">d.</param>
/// <param name="Layers">L.</param>
/// <param name="Blocks">k, a divisor of d.</param>
internal sealed record NetworkShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    int Layers,
    int Blocks,
    SequenceMixer Mixer = SequenceMixer.Filter,
    int Heads = 2,
    StreamMode Streams = StreamMode.Mask,
    SkipProjection Skip = SkipProjection.Linear,
    int GainKnots = 0,
    float SparsityThreshold = 0,
    int FeedForwardMultiplier = 4,
    float Dropout = 0)
{
    /// <summary>S: the overall stream, and one per behaviour.</summary>
    public int StreamCount => Streams == StreamMode.Mask && Mixer == SequenceMixer.Filter ? Behaviors + 1 : 1;
}
