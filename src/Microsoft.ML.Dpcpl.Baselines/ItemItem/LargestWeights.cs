using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>Keeps the largest absolute weights of a dense row; of equal ones those of the smaller ids. For one thread.</summary>
internal sealed class LargestWeights(int neighbors)
{
    private readonly LargestNumbers _largest = new();

    /// <param name="row">V + 1 weights; index = item id, entry 0 belongs to no item.</param>
    /// <returns>At most N weights, none zero, ids ascending.</returns>
    public (int[] Items, float[] Values) Of(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<float> weights = row[1..];
        ReadOnlySpan<int> places = _largest.Of(weights, neighbors);
        var (items, values) = (new int[places.Length], new float[places.Length]);
        for (int i = 0; i < places.Length; i++)
            (items[i], values[i]) = (places[i] + 1, weights[places[i]]);
        return (items, values);
    }
}
