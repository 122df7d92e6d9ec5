namespace Microsoft.ML.Dpcpl;

/// <summary>A part of a score, or of a difference between scores.</summary>
/// <param name="Name">
/// "network", and the channels that have a weight: "near in time", "transitions", "taste", "recent popularity", "popularity"; of an item-item model "item weights". A history without a
/// known item is scored by one part alone, "popularity of the target".
/// </param>
/// <param name="Value">What it adds.</param>
public sealed record ScorePart(string Name, float Value);
