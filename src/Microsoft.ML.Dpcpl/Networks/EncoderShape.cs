using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The sizes and switches that define an encoder; two encoders of one shape have the same parameters. A record of plain values: it is saved as JSON.</summary>
/// <param name="Items">V, ids 1..V.</param>
/// <param name="Behaviors">B, ids 1..B.</param>
/// <param name="MaxLength">T_max: slots of the longest window.</param>
/// <param name="Width">d.</param>
internal abstract record EncoderShape(
    [property: Within(1, int.MaxValue - 1)] int Items,
    [property: Within(1, byte.MaxValue)] int Behaviors,
    [property: Within(4, 4096)] int MaxLength,
    [property: Within(4, 4096)] int Width)
{
    /// <summary>A new encoder.</summary>
    /// <param name="init">Makes its weights.</param>
    public abstract SequenceEncoder CreateEncoder(Initialization init);

    /// <summary>Categories (with the unknown one) of each user attribute that the encoder reads; null or empty for one that reads none.</summary>
    public virtual IReadOnlyList<int>? AttributesRead() => null;

    /// <summary>For a shape that stands in a file: ranges are those of the options that it was made of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range, or does not go with another.</exception>
    public virtual void Validate() => OptionCheck.Validate(this);
}
