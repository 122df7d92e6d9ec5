namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>
/// The metrics of one test, as their expectation over a random order of the items that tie with the label.
/// </summary>
/// <remarks>A model that gives every item the same score so gets what a random order gets, not a perfect figure.</remarks>
internal static class RankMetric
{
    private const int DirectTerms = 64;

    /// <summary>Chance that the label stands among the first <paramref name="k"/>.</summary>
    public static double HitRatio(Rank rank, int k) =>
        rank.IsRanked ? Math.Clamp(((double)k - rank.Above) / (rank.Tied + 1.0), 0, 1) : 0;

    /// <summary>Expected 1 / log2(position + 1) for positions up to <paramref name="k"/>, counted from 1; 0 below.</summary>
    public static double Ndcg(Rank rank, int k)
    {
        if (!rank.IsRanked)
            return 0;
        long last = Math.Min((long)rank.Above + rank.Tied, k - 1L);
        double sum = 0;
        for (long above = rank.Above; above <= last; above++)
            sum += Discount(above);
        return sum / (rank.Tied + 1.0);
    }

    /// <summary>Expected 1 / position.</summary>
    public static double ReciprocalRank(Rank rank) =>
        rank.IsRanked ? HarmonicSum(rank.Above + 1L, rank.Above + 1L + rank.Tied) / (rank.Tied + 1.0) : 0;

    /// <summary>Expected 1 / position for positions up to <paramref name="k"/>, counted from 1; 0 below.</summary>
    public static double ReciprocalRank(Rank rank, int k)
    {
        long first = rank.Above + 1L, last = Math.Min(first + rank.Tied, k);
        return rank.IsRanked && first <= last ? HarmonicSum(first, last) / (rank.Tied + 1.0) : 0;
    }

    /// <summary>What NDCG gives for <paramref name="above"/> items before the label.</summary>
    public static double Discount(long above) => 1 / Math.Log2(above + 2.0);

    /// <summary>1/first + ... + 1/last; a long sum is closed by the asymptotic series of the harmonic numbers.</summary>
    private static double HarmonicSum(long first, long last)
    {
        double sum = 0;
        long direct = Math.Min(last, first + DirectTerms - 1);
        for (long n = direct; n >= first; n--)
            sum += 1.0 / n;
        return direct == last ? sum : sum + Math.Log((double)last / direct) + Correction(last) - Correction(direct);
    }

    private static double Correction(double n) => (1 / (2 * n)) - (1 / (12 * n * n)) + (1 / (120 * n * n * n * n));
}
