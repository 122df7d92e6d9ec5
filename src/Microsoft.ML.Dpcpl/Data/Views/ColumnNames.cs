
namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The default names of the columns that the library reads and writes; the same word everywhere.</summary>
internal static class ColumnNames
{
    public const string User = "User";
    public const string Item = "Item";
    public const string Behavior = "Behavior";
    public const string Timestamp = "Timestamp";

    /// <summary>Int32: number of leading events of the row that belong to the pre-training segment H_u.</summary>
    public const string PretrainLength = "PretrainLength";

    /// <summary>Key: the held-out item.</summary>
    public const string Label = "Label";

    /// <summary>Key: the behavior of the held-out event (the target behavior).</summary>
    public const string LabelBehavior = "LabelBehavior";

    /// <summary>Int64: when the held-out event happened.</summary>
    public const string LabelTimestamp = "LabelTimestamp";

    /// <summary>Vector of keys: the fixed negatives of the sampled protocol.</summary>
    public const string Negatives = "Negatives";

    /// <summary>Vector of text, integers or keys: items to score.</summary>
    public const string Candidates = "Candidates";

    /// <summary>Boolean: the held-out item stands in the row's history.</summary>
    public const string TargetInHistory = "TargetInHistory";

    /// <summary>Boolean: the user has at most two target events in the whole log, the held-out one counted.</summary>
    public const string ColdStart = "ColdStart";

    public const string RecommendedItems = "RecommendedItems";
    public const string RecommendedScores = "RecommendedScores";
    public const string CandidateScores = "CandidateScores";

    /// <summary>Int32: items with a higher score than the label among those not hidden by the seen-item policy.</summary>
    public const string ItemsAbove = "ItemsAbove";
    public const string ItemsTied = "ItemsTied";
    public const string ItemsRanked = "ItemsRanked";

    /// <summary>The same three counts among the candidates of the sampled protocol.</summary>
    public const string CandidatesAbove = "CandidatesAbove";
    public const string CandidatesTied = "CandidatesTied";
    public const string CandidatesRanked = "CandidatesRanked";

    /// <summary>The same three counts among the items outside the whole history, for the exact expected sampled metric.</summary>
    public const string UnseenAbove = "UnseenAbove";
    public const string UnseenTied = "UnseenTied";
    public const string UnseenRanked = "UnseenRanked";
}
