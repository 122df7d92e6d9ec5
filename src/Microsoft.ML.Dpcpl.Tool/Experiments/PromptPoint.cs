namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A user's prompt vector of a layer in the plane.</summary>
/// <param name="Layer">From 1.</param>
/// <param name="X">Along the leading principal component of all vectors.</param>
/// <param name="Y">Along the second one.</param>
internal sealed record PromptPoint(int Layer, double X, double Y)
{
    private const int Iterations = 200;

    /// <param name="vectors">By user, then layer.</param>
    public static IReadOnlyList<PromptPoint> Plane(float[][][] vectors)
    {
        double[][] all = [.. vectors.SelectMany(user => user).Select(vector => Array.ConvertAll(vector, value => (double)value))];
        int width = all[0].Length, layers = vectors[0].Length;
        double[] mean = [.. Enumerable.Range(0, width).Select(i => all.Average(vector => vector[i]))];
        foreach (double[] vector in all)
            Subtract(vector, mean, 1);
        double[] xs = Leading(all), ys = Leading(all);
        return [.. xs.Select((x, at) => new PromptPoint((at % layers) + 1, Math.Round(x, 6), Math.Round(ys[at], 6)))];
    }

    /// <summary>The coordinates along the leading component (power iteration), which is then taken out of the vectors.</summary>
    private static double[] Leading(double[][] centered)
    {
        double[] direction = [.. centered.MaxBy(vector => Dot(vector, vector))!];
        for (int i = 0; i < Iterations && Normalize(direction); i++)
        {
            var next = new double[direction.Length];
            foreach (double[] vector in centered)
                Subtract(next, vector, -Dot(vector, direction));
            direction = next;
        }
        Normalize(direction);
        double[] along = [.. centered.Select(vector => Dot(vector, direction))];
        for (int i = 0; i < centered.Length; i++)
            Subtract(centered[i], direction, along[i]);
        return along;
    }

    private static bool Normalize(double[] vector)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        for (int i = 0; i < vector.Length && norm > 0; i++)
            vector[i] /= norm;
        return norm > 0;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void Subtract(double[] from, double[] vector, double times)
    {
        for (int i = 0; i < from.Length; i++)
            from[i] -= times * vector[i];
    }
}
