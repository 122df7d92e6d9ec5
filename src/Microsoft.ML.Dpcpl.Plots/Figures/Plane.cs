namespace Microsoft.ML.Dpcpl.Plots.Figures;

/// <summary>Vectors in the plane of their two leading principal components.</summary>
internal static class Plane
{
    private const int Iterations = 200;

    /// <param name="vectors">At least one, all of one length.</param>
    /// <returns>As many points: X along the leading component, Y along the second one.</returns>
    public static (double X, double Y)[] Of(IEnumerable<float[]> vectors)
    {
        double[][] all = [.. vectors.Select(vector => Array.ConvertAll(vector, value => (double)value))];
        double[] mean = [.. Enumerable.Range(0, all[0].Length).Select(i => all.Average(vector => vector[i]))];
        foreach (double[] vector in all)
            Subtract(vector, mean, 1);
        return [.. Leading(all).Zip(Leading(all))];
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
