using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;

/// <summary>
/// Attention by lags: how alike queries and keys are when one of them is moved by so many slots, and values moved by the lags at which they are
/// most alike. Windows are closed to a ring. Source: Wu et al., Autoformer, NeurIPS 2021.
/// </summary>
internal static class AutoCorrelation
{
    /// <summary>Of each lag the sum over t of queries[t + lag] keys[t], the mean over the channels: [n, T].</summary>
    /// <param name="queries">Their spectrum in the band.</param>
    /// <param name="keys">Their spectrum in the band.</param>
    /// <param name="band">The band; what is outside of it counts as silent.</param>
    public static Tensor Of(Tensor queries, Tensor keys, FrequencyBand band)
    {
        Tensor queryReal = queries.select(1, 0), queryImaginary = queries.select(1, 1), keyReal = keys.select(1, 0), keyImaginary = keys.select(1, 1);
        Tensor real = (queryReal * keyReal).Plus(queryImaginary * keyImaginary), imaginary = (queryImaginary * keyReal) - (queryReal * keyImaginary);
        // Of transforms that keep lengths, a product of two is T^-1/2 times as large.
        return band.Windows(stack([real, imaginary], 1).mean([-1L], keepdim: true)).squeeze(-1).t().Times(Math.Sqrt(band.Length));
    }

    /// <summary>A softmax over the largest correlations of each window, 0 at its other lags: [n, T].</summary>
    /// <param name="correlation">[n, T].</param>
    /// <param name="lags">How many are kept.</param>
    public static Tensor Weights(Tensor correlation, int lags)
    {
        // Stable: of equal ones the shorter lag. A band of few frequencies repeats itself within the window.
        (Tensor values, Tensor order) = correlation.sort(1, descending: true, stable: true);
        return zeros_like(correlation).scatter(1, order.narrow(1, 0, lags), nn.functional.softmax(values.narrow(1, 0, lags), 1));
    }

    /// <summary>Of each slot t the sum over lags of weight values[t + lag]: [n, T, d], or of the last slot [n, 1, d].</summary>
    /// <param name="weights">[n, T].</param>
    /// <param name="values">[n, T, d].</param>
    /// <param name="lastOnly">Whether one slot is enough.</param>
    public static Tensor Aggregate(Tensor weights, Tensor values, bool lastOnly)
    {
        long length = weights.shape[1];
        // Row j: the weights from lag j on, around the ring. Slot t weighs slot s by that of lag s - t: row T - t.
        Tensor rows = cat([weights, weights], 1).unfold(1, length, 1);
        return (lastOnly ? rows.narrow(1, 1, 1) : rows.narrow(1, 1, length).flip(1)).bmm(values);
    }
}
