using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Scores that are computed when asked for, with the bits that <see cref="CatalogScan"/> sees.</summary>
/// <param name="user">The user's vector, [width].</param>
/// <param name="table">[itemCount + 1, width].</param>
/// <param name="itemCount">V.</param>
/// <param name="width">d.</param>
/// <param name="interests">Equal parts of each vector; a score is the largest dot product of two parts in one place.</param>
internal readonly unsafe struct ComputedScores(float* user, float* table, int itemCount, int width, int interests) : IItemScores<float>
{
    private readonly int _part = width / interests;

    public int Length => itemCount + 1;

    public float this[int item] => (uint)item <= (uint)itemCount
        ? Largest(table + ((long)item * width))
        : throw new ArgumentOutOfRangeException(nameof(item), item, $"There are {itemCount} items.");

    private float Largest(float* item)
    {
        float largest = DotProducts.One(user, item, _part);
        for (int interest = 1; interest < interests; interest++)
            largest = MathF.Max(largest, DotProducts.One(user + (interest * _part), item + (interest * _part), _part));
        return largest;
    }
}
