namespace Microsoft.ML.Dpcpl;

/// <summary>A figure of two models on the same tests, and how sure their difference is.</summary>
/// <param name="First">The figure of the first model, a mean over the tests.</param>
/// <param name="Second">The figure of the second model.</param>
/// <param name="Difference">Second - first: above 0 the second one is better.</param>
/// <param name="StandardError">Of the difference: standard deviation of the tests' differences / square root of their number.</param>
/// <param name="Low">Lower end of the confidence interval of the difference: percentiles over resamples of the tests (bootstrap; Efron, 1979).</param>
/// <param name="High">Its upper end.</param>
/// <param name="PValue">
/// Two-sided: how often a difference as large comes up when the sign of every test's difference is drawn (randomization test; Fisher, 1935; Smucker et al., CIKM 2007),
/// the real signs counted as one of the draws. 1 where the models do not differ.
/// </param>
/// <param name="Better">Tests on which the second model is better.</param>
/// <param name="Worse">Tests on which it is worse.</param>
/// <param name="SignPValue">
/// Two-sided and exact, by <paramref name="Better"/> and <paramref name="Worse"/> alone: of hits that of McNemar (1947), of other figures that of the sign test.
/// </param>
public sealed record PairedDifference(
    double First, double Second, double Difference, double StandardError, double Low, double High, double PValue, int Better, int Worse, double SignPValue)
{
    /// <summary>Both figures, their difference with interval, and the p-value.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{First:0.0000} -> {Second:0.0000}, difference {Difference:+0.0000;-0.0000;0.0000} (se {StandardError:0.0000}; {Low:0.0000} to {High:0.0000}), p {PValue:0.0000}");
}
