namespace Microsoft.ML.Dpcpl;

/// <summary>What one past event does to the score of an item.</summary>
/// <param name="Item">Name of the event's item; empty for one that the model does not know.</param>
/// <param name="Behavior">Its behavior; empty for one that the data do not name.</param>
/// <param name="Timestamp">When, as the column of times holds it; ticks of a date.</param>
/// <param name="Effect">The score of the whole history less that of the history without this event: above zero where the event speaks for the item.</param>
/// <param name="Parts">The same for each part of the score, in the order of <see cref="Explanation.Parts"/>; they sum to the effect.</param>
public sealed record EventEffect(string Item, string Behavior, long Timestamp, float Effect, IReadOnlyList<ScorePart> Parts);
