using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the trainers of item-item models share.</summary>
/// <remarks>Checked when a trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public abstract class ItemItemTrainerOptions
{
    internal ItemItemTrainerOptions()
    {
    }

    /// <summary>The behavior whose next item is predicted, as it stands in the behavior column.</summary>
    /// <value>Default "buy".</value>
    public string TargetBehavior { get; set; } = "buy";

    /// <summary>Column of the items of a user in order of time: a vector of keys.</summary>
    /// <value>Default "Item".</value>
    public string ItemColumnName { get; set; } = ColumnNames.Item;

    /// <summary>Column of the behaviors, as long as the items: a vector of keys.</summary>
    /// <value>Default "Behavior".</value>
    public string BehaviorColumnName { get; set; } = ColumnNames.Behavior;

    /// <summary>Column of the times, as long as the items: a vector of Int64 (or DateTime).</summary>
    /// <value>Default "Timestamp".</value>
    public string TimestampColumnName { get; set; } = ColumnNames.Timestamp;

    /// <summary>Column of the held-out item in the validation set.</summary>
    /// <value>Default "Label".</value>
    public string LabelColumnName { get; set; } = ColumnNames.Label;

    /// <summary>What happens to earlier events on the item to predict: what the transformer leaves out of the ranking follows from it.</summary>
    /// <remarks>Must match the protocol that the model is used under: see <see cref="Dpcpl.RepeatPolicy"/>.</remarks>
    /// <value>Default <see cref="RepeatPolicy.TargetPairRemoved"/>.</value>
    public RepeatPolicy RepeatPolicy { get; set; } = RepeatPolicy.TargetPairRemoved;

    /// <summary>Weights kept of each item, the largest absolute ones. They take 8 bytes each, in memory and in the saved model.</summary>
    /// <value>Default 1000; range 1 to 1000000.</value>
    public int Neighbors { get; set; } = 1000;

    /// <summary>Factor of an event's weight for each known event after it in the history; 1 counts old and new alike.</summary>
    /// <value>Default 0.98; range 0.01 to 1.</value>
    public double Recency { get; set; } = 0.98;

    /// <summary>p: an event d days before the newest of the history counts (1 + d)^-p; 0 leaves the time out.</summary>
    /// <value>Default 0.5; range 0 to 10.</value>
    public double DayDecay { get; set; } = 0.5;

    /// <summary>Receives one report at the end, with the validation figure; there are no epochs and no loss.</summary>
    /// <value>Default null.</value>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Ends training early, with an <see cref="OperationCanceledException"/>.</summary>
    /// <value>Default none.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>A copy, so that later changes of the caller's object change no trainer.</summary>
    internal ItemItemTrainerOptions Clone() => (ItemItemTrainerOptions)MemberwiseClone();

    /// <summary>Throws when an option is out of range.</summary>
    internal virtual void Validate()
    {
        Named(TargetBehavior, nameof(TargetBehavior));
        Named(ItemColumnName, nameof(ItemColumnName));
        Named(BehaviorColumnName, nameof(BehaviorColumnName));
        Named(TimestampColumnName, nameof(TimestampColumnName));
        Named(LabelColumnName, nameof(LabelColumnName));
        Require(Enum.IsDefined(RepeatPolicy), nameof(RepeatPolicy), RepeatPolicy, $"one of {string.Join(", ", Enum.GetNames<RepeatPolicy>())}");
        Within(Neighbors, 1, 1_000_000, nameof(Neighbors));
        Within(Recency, 0.01, 1, nameof(Recency));
        Within(DayDecay, 0, 10, nameof(DayDecay));
    }

    private protected static void Within(double value, double least, double most, string name) =>
        // Written so that NaN is out of range.
        Require(value >= least && value <= most, name, value, FormattableString.Invariant($"between {least} and {most}"));

    private static void Named(string value, string name) => Require(!string.IsNullOrEmpty(value), name, value, "a name, not empty");

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value ?? "null"}; it must be {range}."));
    }
}
