using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>What was found for one row; a part that was not asked for is empty.</summary>
internal sealed class ScoredRow
{
    /// <summary>Ids of the recommended items, best first; 0 where there was no further item.</summary>
    public int[] TopItems { get; set; } = [];

    /// <summary>Their scores; NaN beside item 0.</summary>
    public float[] TopScores { get; set; } = [];

    /// <summary>The user's vector.</summary>
    public float[] UserVector { get; set; } = [];

    /// <summary>Where the label stands.</summary>
    public LabelRanks Ranks { get; set; }

    /// <summary>Scores of the row's candidates, NaN for unknown ones.</summary>
    public float[] CandidateScores { get; set; } = [];
}
