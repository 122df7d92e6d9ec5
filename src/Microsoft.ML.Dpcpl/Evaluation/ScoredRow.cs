namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>What was found for one row; a part that was not asked for is empty.</summary>
internal sealed class ScoredRow
{
    /// <summary>Ids of the recommended items, best first; 0 where there was no further item.</summary>
    public int[] TopItems { get; set; } = [];

    /// <summary>Their scores; NaN beside item 0.</summary>
    public float[] TopScores { get; set; } = [];

    /// <summary>The label among the items that the seen-item policy leaves.</summary>
    public Rank ItemRank { get; set; }

    /// <summary>The label among the items outside the whole history.</summary>
    public Rank UnseenRank { get; set; }

    /// <summary>The label among the row's candidates.</summary>
    public Rank CandidateRank { get; set; }

    /// <summary>Scores of the row's candidates, NaN for unknown ones.</summary>
    public float[] CandidateScores { get; set; } = [];
}
