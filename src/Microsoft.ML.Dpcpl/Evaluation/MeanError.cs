namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>A mean, and its standard error: standard deviation over the values / square root of their number.</summary>
internal static class MeanError
{
    /// <summary>NaN twice without a value.</summary>
    public static (double Value, double Error) Of(IEnumerable<double> values)
    {
        double mean = 0, squares = 0;
        int n = 0;
        foreach (double value in values)
        {
            double delta = value - mean;
            mean += delta / ++n;
            squares += delta * (value - mean);
        }

        return n == 0 ? (double.NaN, double.NaN) : (mean, Math.Sqrt(squares / n) / Math.Sqrt(n));
    }
}
