namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.Mbht;

/// <summary>The hypergraph of a window's events with loops.</summary>
internal static class PlainHypergraph
{
    /// <summary>The edges by what they are of, (item, several), and of each the weight of every event.</summary>
    /// <param name="items">Of the events, 0 where nothing is shown.</param>
    /// <param name="vectors">Of the events.</param>
    /// <param name="metrics">What scales the vectors before they are compared.</param>
    /// <param name="similar">k.</param>
    public static Dictionary<(int Item, bool Several), double[]> Incidence(int[] items, double[][] vectors, double[][] metrics, int similar)
    {
        int[] distinct = [.. items.Where(item => item != 0).Distinct()];
        var edges = distinct.ToDictionary(item => (item, false), _ => new double[items.Length]);
        foreach (int item in distinct.Where(item => items.Count(other => other == item) > 1))
            edges[(item, true)] = [.. items.Select(other => other == item ? 1.0 : 0)];
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] == 0)
                continue;
            edges[(items[i], false)][i] = 1;
            var likeness = distinct.Where(item => item != items[i])
                .Select(item => (Item: item, Value: metrics.Average(metric => Cosine(metric, vectors[i], vectors[Array.IndexOf(items, item)]))));
            foreach ((int item, double value) in likeness.OrderByDescending(other => other.Value).Take(similar))
                edges[(item, false)][i] = Math.Max(value, 0.01);
        }

        return edges;
    }

    /// <summary>G = D_v^-1 H D_e^-1 H'.</summary>
    public static double[,] Steps(Dictionary<(int Item, bool Several), double[]> edges)
    {
        int count = edges.Values.First().Length;
        var steps = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            double degree = edges.Values.Sum(edge => edge[i]);
            for (int j = 0; degree > 0 && j < count; j++)
                steps[i, j] = edges.Values.Sum(edge => edge[i] * edge[j] / edge.Sum()) / degree;
        }

        return steps;
    }

    private static double Cosine(double[] metric, double[] a, double[] b)
    {
        double Product(double[] p, double[] q) => metric.Select((scale, i) => scale * scale * p[i] * q[i]).Sum();
        return Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b));
    }
}
