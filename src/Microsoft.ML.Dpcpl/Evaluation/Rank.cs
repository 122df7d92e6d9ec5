namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>
/// Where a label stands among its competitors: how many score higher, how many score the same, and how many there are
/// (the label itself is in none of the three).
/// </summary>
internal readonly record struct Rank(int Above, int Tied, int Ranked);
