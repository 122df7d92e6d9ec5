namespace Microsoft.ML.Dpcpl;

/// <summary>What fills the slots of a tuning or scoring window that the tuning segment leaves free.</summary>
public enum ContextFill
{
    /// <summary>Nothing: only events of the tuning segment are seen, as in the paper.</summary>
    TuningSegmentOnly,

    /// <summary>The newest events of the pre-training segment.</summary>
    AcrossSplit,
}
