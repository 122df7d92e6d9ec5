namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// The part of a batch of pairs that one of several processes learns from: every process draws the whole batch from the same seed, so that pairs and negatives are those of one process.
/// </summary>
/// <param name="Batch">Its pairs; negatives that the batch shares are all there.</param>
/// <param name="Share">Share of the batch's pairs, 0 to 1. 0: there were fewer pairs than processes, and the one here counts for nothing.</param>
internal sealed record PairShare(PairBatch Batch, double Share)
{
    /// <summary>The pairs whose place is the rank, plus a multiple of the size: they stand in a random order.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="rank">Number of the process, from 0.</param>
    /// <param name="size">Processes.</param>
    public static PairShare Of(PairBatch batch, int rank, int size)
    {
        int count = batch.Users.Length;
        if (size == 1)
            return new PairShare(batch, 1);
        // No term needs to know of batches without a pair.
        int[] kept = rank < count ? [.. Enumerable.Range(0, ((count - 1 - rank) / size) + 1).Select(i => rank + (i * size))] : [0];
        long[] Kept(long[] values) => Array.ConvertAll(kept, place => values[place]);
        return new PairShare(
            new PairBatch(Kept(batch.Users), Kept(batch.Items), batch.Seen is null ? Kept(batch.Negatives) : batch.Negatives, batch.Seen is null ? null : SeenBy(batch, kept)),
            rank < count ? (double)kept.Length / count : 0);
    }

    private static long[] SeenBy(PairBatch batch, int[] kept)
    {
        long negatives = batch.Negatives.Length;
        var seen = new List<long>();
        foreach (long place in batch.Seen!)
        {
            int row = Array.BinarySearch(kept, (int)(place / negatives));
            if (row >= 0)
                seen.Add((row * negatives) + (place % negatives));
        }

        return [.. seen];
    }
}
