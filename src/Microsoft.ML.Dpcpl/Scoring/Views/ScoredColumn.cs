namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>The columns that scoring adds, in their order.</summary>
internal enum ScoredColumn
{
    UserVector,
    RecommendedItems,
    RecommendedScores,
    ItemsAbove,
    ItemsTied,
    ItemsRanked,
    UnseenAbove,
    UnseenTied,
    UnseenRanked,
    CandidateScores,
    CandidatesAbove,
    CandidatesTied,
    CandidatesRanked,
}
