using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>The losses that put a positive item above negatives, from scores. Each returns one value per positive.</summary>
internal static class RankingObjective
{
    /// <summary>Eq. 4: -log sigma(positive - negative). positive [n], negative [n].</summary>
    public static Tensor Bpr(Tensor positive, Tensor negative) => -nn.functional.logsigmoid(positive - negative);

    /// <summary>Binary cross entropy; the negatives' terms are averaged. positive [n], negatives [n, m].</summary>
    public static Tensor Bce(Tensor positive, Tensor negatives) =>
        -nn.functional.logsigmoid(positive).Plus(nn.functional.logsigmoid(-negatives).mean([1]));

    /// <summary>
    /// gBCE (Petrov and Macdonald 2023, eq. 8 and 12): sigma(positive) is raised to beta, which undoes the overconfidence
    /// that a sampling rate alpha = m / (V - 1) brings; t between 0 (plain) and 1 (calibrated).
    /// </summary>
    public static Tensor GBce(Tensor positive, Tensor negatives, long items, double t)
    {
        double alpha = (double)negatives.shape[1] / Math.Max(1, items - 1);
        double beta = alpha * ((t * (1 - (1 / alpha))) + (1 / alpha));
        return -nn.functional.logsigmoid(positive).Times(beta).Plus(nn.functional.logsigmoid(-negatives).sum([1]));
    }

    /// <summary>Cross entropy of each positive against the sampled negatives of its row. positive [n, k], negatives [n, m]: [n, k].</summary>
    public static Tensor SampledSoftmax(Tensor positive, Tensor negatives) =>
        logaddexp(positive, negatives.logsumexp(1, keepdim: true)) - positive;

    /// <summary>Cross entropy over the whole catalog. scores [n, V], target [n] Int64.</summary>
    public static Tensor FullSoftmax(Tensor scores, Tensor target) =>
        scores.logsumexp(1) - scores.gather(1, target.unsqueeze(1)).squeeze(1);
}
