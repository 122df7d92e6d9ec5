using System.Numerics;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>The scores of one row, by item id.</summary>
internal interface IItemScores<T>
    where T : unmanaged, IFloatingPoint<T>
{
    /// <summary>Number of entries: the items, and entry 0, which belongs to no item.</summary>
    int Length { get; }

    T this[int item] { get; }
}

/// <summary>Scores that are all there.</summary>
internal readonly ref struct KeptScores<T>(ReadOnlySpan<T> scores) : IItemScores<T>
    where T : unmanaged, IFloatingPoint<T>
{
    private readonly ReadOnlySpan<T> _scores = scores;

    public int Length => _scores.Length;

    public T this[int item] => _scores[item];
}
