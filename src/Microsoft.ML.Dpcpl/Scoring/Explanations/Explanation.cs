namespace Microsoft.ML.Dpcpl;

/// <summary>Why an item is recommended after a history: what the score is made of, and what each past event adds to it.</summary>
/// <param name="Item">Name of the item; its key where keys stand for nothing but themselves. Empty where no item is left to recommend.</param>
/// <param name="Score">Its score, comparable within one history only; NaN where no item is left to recommend.</param>
/// <param name="Parts">Who said so, a part for each voice that the model has; they sum to the score.</param>
/// <param name="Events">Every event of the history, in order of time.</param>
public sealed record Explanation(string Item, float Score, IReadOnlyList<ScorePart> Parts, IReadOnlyList<EventEffect> Events);
