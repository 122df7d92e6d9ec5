namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>
/// Where a label stands when it is ranked against a random draw of its competitors: the exact distribution, so that a
/// sampled metric needs no sample.
/// </summary>
/// <remarks>
/// Of N competitors G stand above the label and E tie with it. Without ties the number above in a draw of n is
/// hypergeometric (N, G, n). With ties the label has t = 0..E of them before it, each equally likely; the sum over t
/// of hypergeometric (N, G + t, n) at x counts the (n + 1)-subsets of N + 1 ordered elements whose (x + 1)-th element has a
/// rank from G to G + E, which is a difference of two hypergeometric tails: O(n) work however many items tie.
/// </remarks>
internal static class SampledPosition
{
    /// <summary>Size of the draw: no more than there is.</summary>
    public static int Draws(Rank pool, int draws) => Math.Min(draws, pool.Ranked);

    /// <summary>Fills <paramref name="chances"/>[x], x = 0..n, with the chance that x drawn competitors stand before the label.</summary>
    /// <param name="pool">The label among all competitors.</param>
    /// <param name="chances">Length n + 1 with n = <see cref="Draws"/>.</param>
    public static void Distribution(Rank pool, Span<double> chances)
    {
        int draws = chances.Length - 1;
        if (pool.Tied == 0)
        {
            Hypergeometric(pool.Ranked, pool.Above, draws, chances);
            return;
        }

        var to = new double[draws + 2];
        var from = new double[draws + 2];
        Hypergeometric(pool.Ranked + 1L, pool.Above + pool.Tied + 1L, draws + 1, to);
        Hypergeometric(pool.Ranked + 1L, pool.Above, draws + 1, from);
        double scale = (pool.Ranked + 1.0) / ((draws + 1.0) * (pool.Tied + 1.0));
        double tail = 0;
        for (int x = draws; x >= 0; x--)
        {
            tail += to[x + 1] - from[x + 1];
            chances[x] = Math.Max(0, tail * scale);
        }
    }

    /// <summary>Expectation of a gain over the drawn position.</summary>
    /// <param name="pool">The label among all competitors.</param>
    /// <param name="draws">Size of the draw; there may be fewer competitors.</param>
    /// <param name="gains">[x]: what x competitors before the label are worth; nothing beyond its end.</param>
    public static double Mean(Rank pool, int draws, ReadOnlySpan<double> gains)
    {
        if (!pool.IsRanked)
            return 0;
        Span<double> chances = draws <= 256 ? stackalloc double[Draws(pool, draws) + 1] : new double[Draws(pool, draws) + 1];
        Distribution(pool, chances);
        double sum = 0;
        for (int x = 0; x < Math.Min(chances.Length, gains.Length); x++)
            sum += chances[x] * gains[x];
        return sum;
    }

    /// <summary>Chances of x marked elements, x = 0..draws, among that many drawn from a population without replacement.</summary>
    private static void Hypergeometric(long population, long marked, int draws, Span<double> chances)
    {
        chances.Clear();
        long unmarked = population - marked;
        int low = (int)Math.Max(0, draws - unmarked);
        int high = (int)Math.Min(draws, marked);
        int mode = (int)Math.Clamp((long)((draws + 1.0) * (marked + 1.0) / (population + 2.0)), low, high);

        // Ratios of neighbors, outwards from the largest term: nothing overflows, and the sum normalizes exactly.
        double sum = chances[mode] = 1;
        for (int x = mode; x < high; x++)
            sum += chances[x + 1] = chances[x] * ((double)(marked - x) * (draws - x) / ((x + 1.0) * (unmarked - draws + x + 1.0)));
        for (int x = mode; x > low; x--)
            sum += chances[x - 1] = chances[x] * (x * (double)(unmarked - draws + x) / ((marked - x + 1.0) * (draws - x + 1.0)));
        for (int x = low; x <= high; x++)
            chances[x] /= sum;
    }
}
