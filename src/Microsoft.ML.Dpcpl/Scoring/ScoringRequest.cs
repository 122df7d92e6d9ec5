
namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>What is wanted for each row of a batch.</summary>
internal sealed record ScoringRequest
{
    /// <summary>Length of the list of recommended items; 0 for none.</summary>
    public int TopK { get; init; }

    /// <summary>True: where the label stands, also among the candidates when the rows have some.</summary>
    public bool LabelRanks { get; init; }

    /// <summary>True: the candidates' scores.</summary>
    public bool CandidateScores { get; init; }

    /// <summary>True: the users' vectors.</summary>
    public bool UserVectors { get; init; }

    /// <summary>Whose items are left out of the history (<see cref="Data.Items.SeenBehaviors"/>); null: those of all.</summary>
    public bool[]? SeenBehaviors { get; init; }

    /// <summary>The only items that may be shown; null: all.</summary>
    public ItemFilter? Filter { get; init; }

    /// <summary>Most items of a group in the list; null: no such caps.</summary>
    public ItemCaps? Caps { get; init; }

    /// <summary>The form of the item table that few rows read first.</summary>
    public ScoringTable Table { get; init; }

    /// <summary>Threads that share the work; null for as many as libtorch has.</summary>
    public int? Threads { get; init; }

    public bool IsEmpty => TopK == 0 && !LabelRanks && !CandidateScores && !UserVectors;
}
