namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>How much better one model ranks events than another ranks the same events, by <see cref="ValidationFigures.Value"/>.</summary>
/// <param name="Mean">The difference of the figures.</param>
/// <param name="StandardError">Its standard error over the events, which both have in common.</param>
internal readonly record struct FigureGain(double Mean, double StandardError)
{
    /// <summary>Whether it is more than its standard error.</summary>
    public bool IsClear => Mean > StandardError;

    /// <param name="from">What one model makes of each event.</param>
    /// <param name="to">What the other makes of the same events, in the same order.</param>
    public static FigureGain Of(IReadOnlyList<ValidationFigures> from, IReadOnlyList<ValidationFigures> to)
    {
        ValidationFigures before = Sum(from), after = Sum(to);
        double[] gains = [.. from.Select((one, i) => before.Slope(to[i]) - before.Slope(one))];
        double mean = gains.Sum() / Math.Max(1, gains.Length), squares = gains.Sum(gain => (gain - mean) * (gain - mean));
        return new FigureGain(after.Value - before.Value, Math.Sqrt(squares / Math.Max(1, gains.Length - 1) / Math.Max(1, gains.Length)));
    }

    /// <summary>The sum of some events' figures.</summary>
    public static ValidationFigures Sum(IEnumerable<ValidationFigures> events) => events.Aggregate(default(ValidationFigures), (sum, one) => sum + one);
}
