namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The sizes and switches that define an encoder; two encoders of one shape have the same parameters. A record of plain values: it is saved as JSON.</summary>
/// <param name="Items">V, ids 1..V.</param>
/// <param name="Behaviors">B, ids 1..B.</param>
/// <param name="MaxLength">T_max: slots of the longest window.</param>
/// <param name="Width">d.</param>
internal abstract record EncoderShape(int Items, int Behaviors, int MaxLength, int Width)
{
    /// <summary>A new encoder; a seed of null leaves the weights open, to be filled at once.</summary>
    public abstract SequenceEncoder CreateEncoder(ulong? seed);
}
