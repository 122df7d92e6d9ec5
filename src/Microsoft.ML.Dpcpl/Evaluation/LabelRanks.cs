namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>One test's label under the protocols that the library reports.</summary>
/// <param name="Items">Among all items that the seen-item policy leaves; unranked when the policy leaves the label itself out.</param>
/// <param name="Unseen">Among the items outside the whole history, from which negatives would be drawn.</param>
/// <param name="Candidates">Among the given candidates; null without them.</param>
internal readonly record struct LabelRanks(Rank Items, Rank? Unseen, Rank? Candidates)
{
    /// <summary>The vocabulary lacks the label: it stands nowhere.</summary>
    public bool IsUnknown => !Items.IsRanked && Unseen is not { IsRanked: true };

    /// <summary>The seen-item policy never recommends the label.</summary>
    public bool IsLeftOut => !Items.IsRanked && Unseen is { IsRanked: true };
}
