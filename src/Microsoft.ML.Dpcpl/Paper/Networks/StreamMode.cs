namespace Microsoft.ML.Dpcpl;

/// <summary>How the events of one behaviour become a stream of their own inside every layer.</summary>
public enum StreamMode
{
    /// <summary>Events of other behaviours are zeroed, positions are kept; the behaviours are mixed in every layer.</summary>
    Mask,

    /// <summary>Only the overall sequence is filtered; an ablation and the fast mode.</summary>
    OverallOnly,

    /// <summary>
    /// Each behaviour's events are packed into a sequence of their own, which passes all layers alone; the behaviours are mixed
    /// once, after the last layer.
    /// </summary>
    Compact,
}
