namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>
/// Where a label stands among its competitors: how many score higher, how many score the same, and how many there are
/// (the label itself is in none of the three).
/// </summary>
internal readonly record struct Rank(int Above, int Tied, int Ranked)
{
    /// <summary>False for a label that no list can hold, however long: its metrics are 0.</summary>
    public bool IsRanked => Above <= Ranked;

    /// <summary>A label that stands in no list: not even in the last place, where <see cref="Above"/> is <see cref="Ranked"/>.</summary>
    public static Rank Unranked(int competitors) => new(competitors + 1, 0, competitors);
}
