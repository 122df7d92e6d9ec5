namespace Microsoft.ML.Dpcpl;

/// <summary>How the events of one behavior become a stream of their own inside every layer.</summary>
public enum StreamMode
{
    /// <summary>Events of other behaviors are zeroed, positions are kept; the behaviors are mixed in every layer.</summary>
    Mask,

    /// <summary>Only the overall sequence is filtered; an ablation and the fast mode.</summary>
    OverallOnly,

    /// <summary>
    /// Each behavior's events are packed into a sequence of their own, which passes all layers alone; the behaviors are mixed
    /// once, after the last layer.
    /// </summary>
    Compact,
}
