
namespace Microsoft.ML.Dpcpl;

/// <summary>What a <see cref="PredictionEngine{TSrc, TDst}"/> gives for one history, once the recommended keys are mapped back to values.</summary>
public sealed class Recommendation
{
    /// <summary>Whom it is for, as it came in.</summary>
    public string User { get; set; } = "";

    /// <summary>Items, best first; empty texts at the end where the catalog has fewer items to recommend.</summary>
    public string[] RecommendedItems { get; set; } = [];

    /// <summary>Their scores, descending; NaN beside an empty text. Comparable within one list only.</summary>
    public float[] RecommendedScores { get; set; } = [];
}
