using System.Numerics.Tensors;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// Vectors for items that a network has hardly seen, from those of the items touched near them: e_i = n s / |s|, s the sum of 1 / (1 + g) e_j over
/// events on items j at most <see cref="Reach"/> events and g days from one on i, n the mean length of the vectors of the items that it knows. Nothing is trained.
/// </summary>
internal static class ItemFoldIn
{
    /// <summary>Events on either side.</summary>
    public const int Reach = 8;

    /// <summary>Replaces the rows of items; one that has no known item near it keeps its own. Returns how many have new ones.</summary>
    /// <param name="table">[V + 1, d]; changed.</param>
    /// <param name="data">All events that may be known.</param>
    /// <param name="folds">[V + 1]: which items get new vectors; all others count as known.</param>
    public static int Apply(Tensor table, SequenceData data, bool[] folds)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int width = (int)table.shape[1];
        float[] vectors = table.detach().cpu().contiguous().data<float>().ToArray();
        Span<float> Row(int item) => vectors.AsSpan(item * width, width);
        double lengths = 0;
        int known = 0;
        for (int item = 1; item < folds.Length; item++)
        {
            if (!folds[item] && TensorPrimitives.Norm<float>(Row(item)) is > 0 and float length)
                (lengths, known) = (lengths + length, known + 1);
        }

        Dictionary<int, float[]> sums = Sums(data, folds, vectors, width);
        int replaced = 0;
        foreach ((int item, float[] sum) in sums)
        {
            if (TensorPrimitives.Norm<float>(sum) is not (> 0 and float length))
                continue;
            TensorPrimitives.Multiply(sum, (float)(lengths / known / length), Row(item));
            replaced++;
        }

        table.copy_(tensor(vectors, table.shape, ScalarType.Float32, CPU));
        return replaced;
    }

    private static Dictionary<int, float[]> Sums(SequenceData data, bool[] folds, float[] vectors, int width)
    {
        var sums = new Dictionary<int, float[]>();
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            ReadOnlySpan<int> items = data.Store.ItemsOf(user);
            ReadOnlySpan<long> times = data.Store.TimesOf(user);
            for (int e = 0; e < items.Length; e++)
            {
                if (items[e] == 0 || !folds[items[e]])
                    continue;
                if (!sums.TryGetValue(items[e], out float[]? sum))
                    sums.Add(items[e], sum = new float[width]);
                for (int near = Math.Max(0, e - Reach), end = Math.Min(items.Length, e + Reach + 1); near < end; near++)
                {
                    if (items[near] == 0 || folds[items[near]])
                        continue;
                    float weight = (float)ItemNeighbors.TimeWeight(times[e], times[near], data.TimeUnit);
                    TensorPrimitives.MultiplyAdd(vectors.AsSpan(items[near] * width, width), weight, sum, sum);
                }
            }
        }

        return sums;
    }
}
