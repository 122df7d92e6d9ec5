
namespace Microsoft.ML.Dpcpl;

/// <summary>The history of one user, as input of a <see cref="PredictionEngine{TSrc, TDst}"/>.</summary>
/// <remarks>
/// The three arrays have the same length: entry i of each belongs to event i. Events need not be in order of time. Items and behaviors
/// that the model does not know are allowed, and so are users it never saw.
/// </remarks>
public sealed class UserHistory
{
    /// <summary>Who; only used to look up attributes, so it may be empty.</summary>
    public string User { get; set; } = "";

    /// <summary>The items.</summary>
    public string[] Item { get; set; } = [];

    /// <summary>What was done with each item; empty where the model knows a single behavior.</summary>
    public string[] Behavior { get; set; } = [];

    /// <summary>
    /// When each event happened, in the unit of the events that the model was fitted on (for dates in a file: Unix seconds). Dates in another
    /// unit are recognized and converted, and a warning says so once.
    /// </summary>
    public long[] Timestamp { get; set; } = [];
}
