namespace Microsoft.ML.Dpcpl;

/// <summary>The objective that ranks the next item above others.</summary>
public enum RankingLoss
{
    /// <summary>Pairwise logistic loss against one negative (eq. 4).</summary>
    Bpr,

    /// <summary>Binary cross entropy against <c>Negatives</c> sampled items (SASRec uses one).</summary>
    Bce,

    /// <summary>Binary cross entropy calibrated for sampled negatives (Petrov and Macdonald, gSASRec, RecSys 2023).</summary>
    GBce,

    /// <summary>Cross entropy over the label and <c>Negatives</c> sampled items, shared by the batch.</summary>
    SampledSoftmax,

    /// <summary>Cross entropy over the whole catalog.</summary>
    FullSoftmax,
}
