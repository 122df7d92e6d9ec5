using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the trainers of item-item models share.</summary>
/// <remarks>Checked when a trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public abstract class ItemItemTrainerOptions : TrainerOptions
{
    internal ItemItemTrainerOptions()
    {
    }

    /// <summary>Weights kept of each item, the largest absolute ones. They take 8 bytes each, in memory and in the saved model.</summary>
    /// <value>Default 1000; range 1 to 1000000.</value>
    [Within(1, 1_000_000)]
    public int Neighbors { get; set; } = 1000;

    /// <summary>Factor of an event's weight for each known event after it in the history; 1 counts old and new alike.</summary>
    /// <value>Default 0.98; range 0.01 to 1.</value>
    [Within(0.01, 1)]
    public double Recency { get; set; } = 0.98;

    /// <summary>p: an event d days before the newest of the history counts (1 + d)^-p; 0 leaves the time out.</summary>
    /// <value>Default 0.5; range 0 to 10.</value>
    [Within(0, 10)]
    public double DayDecay { get; set; } = 0.5;
}
