namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>How many rows of scores are computed at once where they are all kept for a moment.</summary>
internal static class ScoreBlock
{
    // Below the size that the C library hands back to the system at every free; a product of very few rows is slow, though.
    private const long UsualBytes = 24L << 20, LargestBytes = 128L << 20, FewRows = 16;

    /// <summary>Rows whose scores of all items stay small.</summary>
    public static int Rows(int items)
    {
        long row = (long)items * sizeof(float);
        return (int)Math.Max(1, Math.Max(UsualBytes / row, Math.Min(FewRows, LargestBytes / row)));
    }
}
