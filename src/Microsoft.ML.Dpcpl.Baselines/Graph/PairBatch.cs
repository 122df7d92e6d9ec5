namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Pairs of a user and an item that belong together, and items that do not.</summary>
/// <param name="Users">[n].</param>
/// <param name="Items">[n]: an item of each.</param>
/// <param name="Negatives">One unseen item of each user, [n]; or, where they are shared, [m] items of which some users have seen some.</param>
/// <param name="Seen">Of shared negatives, the pairs that were seen, as row of the user x m + negative; null: the negatives are not shared.</param>
internal sealed record PairBatch(long[] Users, long[] Items, long[] Negatives, long[]? Seen);
