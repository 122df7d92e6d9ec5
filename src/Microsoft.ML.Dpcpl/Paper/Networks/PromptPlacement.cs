namespace Microsoft.ML.Dpcpl;

/// <summary>Where the C prompt tokens stand in the window.</summary>
public enum PromptPlacement
{
    /// <summary>In the first C slots: the window keeps its length and holds C events less.</summary>
    Overwrite,

    /// <summary>Before the T slots of the events: the window grows to T + C, a length that pre-training has not seen.</summary>
    Prepend,
}
