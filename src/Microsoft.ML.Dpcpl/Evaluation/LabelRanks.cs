namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>One test's label under the protocols that the library reports.</summary>
/// <param name="Items">Among all items that may be shown; unranked when the label itself may not.</param>
/// <param name="Unseen">Among those outside the whole history, from which negatives would be drawn; the label always has its place.</param>
/// <param name="Candidates">Among the given candidates; null without them.</param>
internal readonly record struct LabelRanks(Rank Items, Rank? Unseen, Rank? Candidates)
{
    /// <summary>The vocabulary lacks the label: it stands nowhere.</summary>
    public bool IsUnknown => !Items.IsRanked && Unseen is not { IsRanked: true };

    /// <summary>The label may not be shown, mostly because the user has seen it.</summary>
    public bool IsLeftOut => !Items.IsRanked && Unseen is { IsRanked: true };
}
