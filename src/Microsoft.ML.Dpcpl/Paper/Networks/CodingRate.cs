using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// The rate-distortion measure of eqs. 10 and 11 on rows of unit length: large when the rows span many directions.
/// </summary>
internal static class CodingRate
{
    /// <summary>R = 1/2 log det(I + alpha Z Z'), over [n, rows, d]: [n]. Rows are normalized first, else R has no bound.</summary>
    public static Tensor Rate(Tensor z, double alpha)
    {
        Tensor unit = Unit(z);
        // det(I + Z Z') = det(I + Z' Z): the smaller side is taken.
        if (unit.shape[1] > unit.shape[2])
            unit = unit.transpose(1, 2);
        Tensor gram = eye(unit.shape[1], dtype: z.dtype, device: z.device).Plus(unit.bmm(unit.transpose(1, 2)).Times(alpha));
        // The matrix is at least the identity, so its Cholesky factor needs no jitter; rows that are no numbers give a rate that is none.
        return linalg.cholesky_ex(gram).L.diagonal(0, 1, 2).log().sum(-1);
    }

    /// <summary>The largest rate that rows of rank <paramref name="rank"/> can reach: r/2 log(1 + alpha rows / r).</summary>
    public static double Largest(long rows, long rank, double alpha) => rank / 2.0 * Math.Log(1 + (alpha * rows / rank));

    /// <summary>
    /// The regularizer of eq. 12 over a batch: the mean distance of both rates from their bound, so that minimizing it keeps
    /// factors and layers diverse; the printed sign when <paramref name="sign"/> asks for it.
    /// </summary>
    /// <param name="prompts">Prompts with factors.</param>
    /// <param name="factors">N of eq. 10.</param>
    /// <param name="factorRank">The factors are mixtures of so many vectors, which bounds their rank.</param>
    /// <param name="epsilonSquared">epsilon squared.</param>
    /// <param name="factorWeight">lambda_e.</param>
    /// <param name="promptWeight">lambda_p.</param>
    /// <param name="sign">Which way.</param>
    public static Tensor Regularizer(
        Prompts prompts, int factors, int factorRank, double epsilonSquared, double factorWeight, double promptWeight, CompactnessSign sign)
    {
        Tensor e = prompts.Factors!, p = prompts.Vectors!;
        long width = e.shape[2];
        double alphaE = width / (factors * epsilonSquared), alphaP = width / (p.shape[1] * epsilonSquared);
        Tensor rateE = Rate(e, alphaE).mean(), rateP = Rate(p, alphaP).mean();
        if (sign == CompactnessSign.Literal)
            return rateE.Times(factorWeight).Plus(rateP.Times(promptWeight));
        double largestE = Largest(e.shape[1], Math.Min(Math.Min(e.shape[1], width), factorRank), alphaE);
        double largestP = Largest(p.shape[1], Math.Min(Math.Min(p.shape[1], width), factorRank), alphaP);
        return (-rateE).Plus(largestE).Times(factorWeight).Plus((-rateP).Plus(largestP).Times(promptWeight));
    }

    /// <summary>
    /// How far the prompts of different users lie apart inside a layer: the mean over layers of their rate above its least value,
    /// which they have when they all point the same way. Minimized, it merges the users of Fig. 5's clusters.
    /// </summary>
    /// <param name="vectors">P, [n, layers, d].</param>
    /// <param name="epsilonSquared">epsilon squared.</param>
    public static Tensor WithinLayers(Tensor vectors, double epsilonSquared)
    {
        double ratio = vectors.shape[2] / epsilonSquared;
        return Rate(vectors.transpose(0, 1), ratio / vectors.shape[0]).mean().Minus(0.5 * Math.Log(1 + ratio));
    }

    /// <summary>Mean absolute cosine between different rows, over [n, rows, d]: what the regularizer is to lower.</summary>
    public static Tensor MeanAbsoluteCosine(Tensor z)
    {
        long rows = z.shape[1];
        if (rows < 2)
            return zeros([], z.dtype, z.device);
        Tensor unit = Unit(z);
        Tensor cosines = unit.bmm(unit.transpose(1, 2)).abs();
        return (cosines.sum() - cosines.diagonal(0, 1, 2).sum()).Over(z.shape[0] * rows * (rows - 1));
    }

    private static Tensor Unit(Tensor z) => nn.functional.normalize(z, dim: -1, eps: 1e-8);
}
