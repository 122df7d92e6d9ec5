
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

    public SeenItemPolicy SeenItems { get; init; } = SeenItemPolicy.AllHistory;

    /// <summary>Id of the behavior that <see cref="SeenItemPolicy.TargetBehavior"/> means.</summary>
    public byte TargetBehavior { get; init; }

    /// <summary>The form of the item table that few rows read first.</summary>
    public ScoringTable Table { get; init; }

    public bool IsEmpty => TopK == 0 && !LabelRanks && !CandidateScores && !UserVectors;
}
