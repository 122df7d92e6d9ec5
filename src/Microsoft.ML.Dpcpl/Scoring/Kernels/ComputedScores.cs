using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Scores that are computed when asked for, with the bits that <see cref="CatalogScan"/> sees.</summary>
internal readonly unsafe struct ComputedScores(float* user, float* table, int itemCount, int width) : IItemScores<float>
{
    public int Length => itemCount + 1;

    public float this[int item] => (uint)item <= (uint)itemCount
        ? DotProducts.One(user, table + ((long)item * width), width)
        : throw new ArgumentOutOfRangeException(nameof(item), item, $"There are {itemCount} items.");
}
