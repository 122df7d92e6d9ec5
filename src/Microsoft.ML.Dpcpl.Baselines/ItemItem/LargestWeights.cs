using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>Keeps the largest absolute weights of a dense row; of equal ones those of the smaller ids. For one thread.</summary>
internal sealed class LargestWeights(int itemCount, int neighbors)
{
    private readonly float[] _sizes = new float[itemCount + 1];

    /// <param name="row">V + 1 weights; index = item id, entry 0 belongs to no item.</param>
    /// <returns>At most N weights, none zero, ids ascending.</returns>
    public (int[] Items, float[] Values) Of(ReadOnlySpan<float> row)
    {
        for (int item = 1; item < row.Length; item++)
            _sizes[item] = Math.Abs(row[item]);
        int most = Math.Min(neighbors, itemCount);
        var top = new TopList(most);
        top.Offer(1, _sizes.AsSpan(1), []);
        var items = new int[most];
        var sizes = new float[most];
        top.Drain(items, sizes);
        int count = most;
        while (count > 0 && !(sizes[count - 1] > 0))
            count--;
        Array.Resize(ref items, count);
        Array.Sort(items);
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = row[items[i]];
        return (items, values);
    }
}
