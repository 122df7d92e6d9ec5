namespace Microsoft.ML.Dpcpl.Searching;

/// <summary>Draws the points of a search space that are tried.</summary>
internal static class SearchDraw
{
    /// <param name="axes">The dimensions.</param>
    /// <param name="trials">Points asked for.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <returns>Different points, a number for each dimension; fewer than asked for where the space holds no more.</returns>
    public static IReadOnlyList<double[]> Points(IReadOnlyList<SearchAxis> axes, int trials, int seed)
    {
        // .NET's seeded generator, which never changes: searches that are published were drawn by it.
        var random = new Random(seed);
        var drawn = new List<double[]>();
        var seen = new HashSet<string>();
        for (int attempt = 0; attempt < 100L * trials && drawn.Count < trials; attempt++)
        {
            double[] point = [.. axes.Select(axis => axis.Draw(random))];
            if (seen.Add(string.Join(' ', point.Select(BitConverter.DoubleToInt64Bits))))
                drawn.Add(point);
        }

        return drawn;
    }
}
