namespace Microsoft.ML.Dpcpl;

/// <summary>Where the positions of a window's events are counted from.</summary>
public enum SlotPositions
{
    /// <summary>From the newest event: the same event has another position in every window, as in the paper's windows with empty slots before the oldest event.</summary>
    FromNewest,

    /// <summary>From the oldest event of the window: no position says how many events are still to come where all slots are trained.</summary>
    FromOldest,
}
