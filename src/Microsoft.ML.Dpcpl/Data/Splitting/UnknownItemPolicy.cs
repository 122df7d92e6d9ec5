namespace Microsoft.ML.Dpcpl;

/// <summary>What becomes of a held-out event whose item the keys do not know, as of later data that a fitted transform reads.</summary>
/// <remarks>Never does an older event take its place: the newest target event of a user is the test, or the user has none.</remarks>
public enum UnknownItemPolicy
{
    /// <summary>It is a test with a missing label, which every model misses.</summary>
    Miss,

    /// <summary>The user has no test; <see cref="SequenceSplit.UnknownTestCount"/> counts them.</summary>
    LeaveOut,
}
