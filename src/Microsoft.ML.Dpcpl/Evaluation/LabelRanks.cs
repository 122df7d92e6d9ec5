namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>One test's label under the protocols that the library reports.</summary>
/// <param name="Items">Among all items that the seen-item policy leaves.</param>
/// <param name="Unseen">Among the items outside the whole history, from which negatives would be drawn.</param>
/// <param name="Candidates">Among the given candidates; null without them.</param>
internal readonly record struct LabelRanks(Rank Items, Rank? Unseen, Rank? Candidates);
