using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// Item vectors that say what the items touched near them say, too: (c e_i + K f_i) / (c + K), c the events on item i that the network learned from.
/// f_i = n s / |s| + (q(m) - p . n s / |s|) p, where s is the sum of 1 / (1 + g) e_j over events on well-known items j at most <see cref="Reach"/>
/// events and g days from one on i, n the mean length of the vectors of well-known items, p the direction in which they change most with
/// the logarithm of their events, and q(m) what lies in it for an item with the m events that i has: the sum alone is as popular as what it is
/// made of. Nothing is trained.
/// </summary>
internal static class ItemFoldIn
{
    /// <summary>Events on either side.</summary>
    public const int Reach = 8;

    /// <summary>Events that make an item well known.</summary>
    public const int KnownEvents = 5;

    /// <summary>Replaces the rows of items; one that has no well-known item near it keeps its own. Returns how many have new ones.</summary>
    /// <param name="table">[V + 1, d]; changed.</param>
    /// <param name="data">All events that may be known.</param>
    /// <param name="learned">[V + 1]: events on each item that the network learned from.</param>
    /// <param name="weight">K, in events; 0 replaces the rows of items without any, and no others.</param>
    /// <param name="shareOfNew">What an item without events in training keeps of its row; null: nothing.</param>
    public static int Apply(Tensor table, SequenceData data, int[] learned, int weight, Func<int, float>? shareOfNew = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int width = (int)table.shape[1];
        float[] vectors = table.detach().cpu().contiguous().data<float>().ToArray();
        Span<float> Row(int item) => vectors.AsSpan(item * width, width);
        int[] events = ItemPopularity.Events(data.Store, data.ItemCount);
        int[] known = [.. Enumerable.Range(1, learned.Length - 1).Where(item => learned[item] >= KnownEvents && FloatVectors.Length(Row(item)) > 0)];
        double[] logs = [.. known.Select(item => Math.Log(1 + learned[item]))];
        double length = known.Sum(item => (double)FloatVectors.Length(Row(item))) / Math.Max(1, known.Length);
        float[] direction = PopularityDirection(vectors, width, known, logs);
        (double level, double slope) = Line(logs, [.. known.Select(item => (double)FloatVectors.Dot(Row(item), direction))]);
        int replaced = 0;
        foreach ((int item, float[] sum) in Sums(data, learned, weight, vectors, width))
        {
            if (FloatVectors.Length(sum) is not (> 0 and float own))
                continue;
            FloatVectors.Scale(sum, (float)(length / own));
            double popularity = level + (slope * Math.Log(1 + events[item]));
            FloatVectors.Add(sum, direction, (float)(popularity - FloatVectors.Dot(sum, direction)));
            float share = learned[item] == 0 ? shareOfNew?.Invoke(item) ?? 0 : (float)learned[item] / (learned[item] + weight);
            Span<float> row = Row(item);
            FloatVectors.Scale(row, share);
            FloatVectors.Add(row, sum, 1 - share);
            replaced++;
        }

        table.copy_(tensor(vectors, table.shape, ScalarType.Float32, CPU));
        return replaced;
    }

    /// <summary>The direction in which vectors change most with the logarithm of their item's events; of length 1, or zero where they do not.</summary>
    private static float[] PopularityDirection(float[] vectors, int width, int[] items, double[] logs)
    {
        var direction = new float[width];
        if (logs.Length == 0 || logs.Max() - logs.Min() < 1e-6)
            return direction;
        double mean = logs.Average();
        for (int i = 0; i < items.Length; i++)
            FloatVectors.Add(direction, vectors.AsSpan(items[i] * width, width), (float)(logs[i] - mean));
        if (FloatVectors.Length(direction) is > 0 and float length)
            FloatVectors.Scale(direction, 1 / length);
        return direction;
    }

    /// <summary>The line of least squares.</summary>
    private static (double Level, double Slope) Line(double[] x, double[] y)
    {
        double meanX = x.Sum() / Math.Max(1, x.Length), meanY = y.Sum() / Math.Max(1, y.Length);
        double square = x.Sum(value => (value - meanX) * (value - meanX));
        double slope = square > 0 ? x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / square : 0;
        return (meanY - (slope * meanX), slope);
    }

    private static Dictionary<int, float[]> Sums(SequenceData data, int[] learned, int weight, float[] vectors, int width)
    {
        var sums = new Dictionary<int, float[]>();
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            ReadOnlySpan<int> items = data.Store.ItemsOf(user);
            ReadOnlySpan<long> times = data.Store.TimesOf(user);
            for (int e = 0; e < items.Length; e++)
            {
                int item = items[e];
                if (item == 0 || (weight == 0 && learned[item] > 0))
                    continue;
                if (!sums.TryGetValue(item, out float[]? sum))
                    sums.Add(item, sum = new float[width]);
                for (int near = Math.Max(0, e - Reach), end = Math.Min(items.Length, e + Reach + 1); near < end; near++)
                {
                    if (items[near] == 0 || items[near] == item || learned[items[near]] < KnownEvents)
                        continue;
                    float closeness = (float)ItemNeighbors.TimeWeight(times[e], times[near], data.TimeUnit);
                    FloatVectors.Add(sum, vectors.AsSpan(items[near] * width, width), closeness);
                }
            }
        }

        return sums;
    }
}
