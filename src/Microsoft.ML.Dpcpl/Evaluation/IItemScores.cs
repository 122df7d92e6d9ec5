using System.Numerics;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

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

/// <summary>Scores that are computed when asked for, with the bits that <see cref="CatalogScan"/> sees.</summary>
internal readonly unsafe struct ComputedScores(float* user, float* table, int itemCount, int width) : IItemScores<float>
{
    public int Length => itemCount + 1;

    public float this[int item] => (uint)item <= (uint)itemCount
        ? DotProducts.One(user, table + ((long)item * width), width)
        : throw new ArgumentOutOfRangeException(nameof(item), item, $"There are {itemCount} items.");
}
