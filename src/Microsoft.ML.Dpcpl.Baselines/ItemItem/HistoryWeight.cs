using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>How much an event of a history counts: recency^steps / (1 + days)^decay, both counted back from the newest event.</summary>
/// <param name="Recency">Factor of each step back.</param>
/// <param name="DayDecay">Exponent of the days.</param>
internal readonly record struct HistoryWeight([property: Within(0.01, 1)] double Recency, [property: Within(0, 10)] double DayDecay)
{
    /// <param name="steps">Known events after this one.</param>
    /// <param name="seconds">Time from this event to the newest one.</param>
    public double Of(int steps, double seconds) => Math.Pow(Recency, steps) * Math.Pow(1 + (seconds / TimeSpan.SecondsPerDay), -DayDecay);
}
