using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings of <c>EvaluateFloors</c>.</summary>
/// <remarks>Checked when used; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public sealed class FloorOptions
{
    /// <summary>The behavior whose next item is predicted, as it stands in the behavior column. A split knows its own: it then has no effect.</summary>
    /// <value>Default null: the only behavior that there is, and among several "buy".</value>
    [Named(OrNull = true)]
    public string? TargetBehavior { get; set; }

    /// <summary>Which items of the history do not compete with the held-out one; take the one that the model is scored with.</summary>
    /// <value>Default <see cref="SeenItemPolicy.AllHistory"/>.</value>
    public SeenItemPolicy SeenItems { get; set; } = SeenItemPolicy.AllHistory;

    /// <summary>Negatives of the expected sampled metric where the test set has no candidates (it takes their number otherwise).</summary>
    /// <value>Default 100; range 1 to 1000000.</value>
    [Within(1, 1_000_000)]
    public int NegativeCount { get; set; } = 100;

    /// <summary>Column of the items of a user in order of time: a vector of keys.</summary>
    /// <value>Default "Item".</value>
    [Named]
    public string ItemColumnName { get; set; } = ColumnNames.Item;

    /// <summary>Column of the behaviors, as long as the items: a vector of keys.</summary>
    /// <value>Default "Behavior".</value>
    [Named]
    public string BehaviorColumnName { get; set; } = ColumnNames.Behavior;

    /// <summary>Column of the times, as long as the items: a vector of Int64 (or DateTime).</summary>
    /// <value>Default "Timestamp".</value>
    [Named]
    public string TimestampColumnName { get; set; } = ColumnNames.Timestamp;

    /// <summary>Column of the held-out item in the test set: a key like those of the items.</summary>
    /// <value>Default "Label".</value>
    [Named]
    public string LabelColumnName { get; set; } = ColumnNames.Label;

    /// <summary>Column of candidate items in the test set: a vector of keys like those of the items; it may be absent.</summary>
    /// <value>Default "Negatives".</value>
    [Named]
    public string CandidateColumnName { get; set; } = ColumnNames.Negatives;

    /// <summary>Ends the evaluation early, with an <see cref="OperationCanceledException"/>.</summary>
    /// <value>Default none.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Throws when an option is out of its range.</summary>
    internal void Validate() => OptionCheck.Validate(this);

    /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
    internal FloorOptions Clone() => (FloorOptions)MemberwiseClone();
}
