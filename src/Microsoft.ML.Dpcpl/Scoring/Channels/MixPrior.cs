namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>
/// What is supposed of a mix's numbers before an event is seen: a hundred held-out events cannot fix nine numbers, thousands need no help. Gains
/// stand around the one that the fit begins with, in a density with heavy tails (Cauchy's), as one channel may say all that there is to say; so do
/// the logarithms of scales, in Gauss's. The network's factor may be anything, and a channel that is left out has no scale.
/// </summary>
/// <param name="start">The factor of the network, then gain and logarithm of the scale of each channel.</param>
internal sealed class MixPrior(double[] start)
{
    private const double GainWidth = 0.5, LogScaleDeviation = 2;

    /// <summary>Minus the logarithm of the density, but for a constant.</summary>
    public double Loss(double[] mix)
    {
        double sum = 0;
        for (int p = 1; p < mix.Length; p++)
        {
            double off = mix[p] - start[p];
            sum += IsGain(p) ? Math.Log(1 + (off * off / (GainWidth * GainWidth)))
                : mix[p - 1] == 0 ? 0
                : off * off / (2 * LogScaleDeviation * LogScaleDeviation);
        }

        return sum;
    }

    /// <summary>Adds the gradient of <see cref="Loss"/>, and as its information how much steeper it gets with the distance from the start, which is never negative.</summary>
    public void AddTo(double[] gradient, double[,] information, double[] mix)
    {
        for (int p = 1; p < mix.Length; p++)
        {
            double off = mix[p] - start[p];
            double steepness = IsGain(p) ? 2 / ((GainWidth * GainWidth) + (off * off))
                : mix[p - 1] == 0 ? 0
                : 1 / (LogScaleDeviation * LogScaleDeviation);
            gradient[p] += steepness * off;
            information[p, p] += steepness;
        }
    }

    private static bool IsGain(int number) => number % 2 == 1;
}
