namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Where one of a customer's candidates stands, and what that is worth.</summary>
internal static class CandidateOrder
{
    /// <summary>NDCG@10 of one held-out item.</summary>
    /// <param name="place">From 0; below 0 for an item that is no candidate.</param>
    public static double Gain(int place) => place is >= 0 and < 10 ? 1 / Math.Log2(place + 2) : 0;

    /// <summary>The place of a candidate by its score among all, equal scores in the order of the first stage; -1 for none.</summary>
    public static int Place(ReadOnlySpan<float> scores, int candidate)
    {
        if (candidate < 0)
            return -1;
        int place = 0;
        for (int i = 0; i < scores.Length; i++)
            place += scores[i] > scores[candidate] || (scores[i] == scores[candidate] && i < candidate) ? 1 : 0;
        return place;
    }
}
