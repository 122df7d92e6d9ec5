namespace Microsoft.ML.Dpcpl.Plots.Figures;

/// <summary>The gain of a layer's filter over its channels at a frequency.</summary>
/// <param name="Frequency">Cycles an event, 0 to 0.5.</param>
/// <param name="Median">Median over the channels.</param>
/// <param name="Low">Their lower quartile.</param>
/// <param name="High">Their upper quartile.</param>
internal readonly record struct GainCurve(double Frequency, double Median, double Low, double High)
{
    /// <param name="gains">By frequency, equally spaced from 0 to half a cycle, then channel.</param>
    public static GainCurve[] Of(float[][] gains) => [.. gains.Select((channels, at) =>
    {
        float[] sorted = [.. channels.Order()];
        return new GainCurve(0.5 * at / Math.Max(1, gains.Length - 1), Quantile(sorted, 0.5), Quantile(sorted, 0.25), Quantile(sorted, 0.75));
    })];

    private static double Quantile(float[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int left = (int)place;
        return left + 1 == sorted.Length ? sorted[left] : sorted[left] + ((place - left) * (sorted[left + 1] - sorted[left]));
    }
}
