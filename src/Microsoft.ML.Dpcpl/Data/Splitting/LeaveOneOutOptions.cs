using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings of <see cref="DpcplCatalog.LeaveOneOutSplit(DataOperationsCatalog, IDataView, LeaveOneOutOptions)"/>.</summary>
public sealed class LeaveOneOutOptions
{
    /// <summary>The behavior whose last event is held out, as it stands in the behavior column.</summary>
    /// <value>Default null: the only behavior that there is, and among several "buy".</value>
    [Named(OrNull = true)]
    public string? TargetBehavior { get; set; }

    /// <summary>Column of the user: any scalar. It is only needed to tell users apart in messages and files.</summary>
    /// <value>Default "User".</value>
    [Named]
    public string UserColumnName { get; set; } = ColumnNames.User;

    /// <summary>Column of the items: a vector of keys.</summary>
    /// <value>Default "Item".</value>
    [Named]
    public string ItemColumnName { get; set; } = ColumnNames.Item;

    /// <summary>Column of the behaviors: a vector of keys.</summary>
    /// <value>Default "Behavior".</value>
    [Named]
    public string BehaviorColumnName { get; set; } = ColumnNames.Behavior;

    /// <summary>Column of the times: a vector of Int64.</summary>
    /// <value>Default "Timestamp".</value>
    [Named]
    public string TimestampColumnName { get; set; } = ColumnNames.Timestamp;

    /// <summary>What happens to earlier events of a user on the held-out item.</summary>
    /// <value>Default <see cref="RepeatPolicy.TargetPairRemoved"/>.</value>
    public RepeatPolicy RepeatPolicy { get; set; } = RepeatPolicy.TargetPairRemoved;

    /// <summary>How the boundary between pre-training and tuning events is drawn.</summary>
    /// <value>Default <see cref="TimeSplit.Global"/>.</value>
    public TimeSplit TimeSplit { get; set; } = TimeSplit.Global;

    /// <summary>Share of the events (of all, or of each user) that belongs to the pre-training segment.</summary>
    /// <value>Default 0.6; range 0.05 to 0.95.</value>
    [Within(0.05, 0.95)]
    public double PretrainingShare { get; set; } = 0.6;

    /// <summary>What becomes of a held-out event on an item that the keys do not know.</summary>
    /// <value>Default <see cref="UnknownItemPolicy.Miss"/>.</value>
    public UnknownItemPolicy UnknownItems { get; set; } = UnknownItemPolicy.Miss;

    /// <summary>
    /// Negatives drawn for each held-out event; 0 draws none and leaves the column out. A user with fewer untouched items gets none, and is
    /// not in the sampled ranking (<see cref="SequenceSplit.UnsampledTestCount"/>).
    /// </summary>
    /// <value>Default 100; range 0 to 100000.</value>
    [Within(0, 100_000)]
    public int NegativeCount { get; set; } = 100;

    /// <summary>How negatives are drawn.</summary>
    /// <value>Default <see cref="NegativeSampler.Uniform"/>.</value>
    public NegativeSampler NegativeSampler { get; set; } = NegativeSampler.Uniform;

    /// <summary>Seed of the negatives. It is not taken from the <see cref="MLContext"/>: all models are to be measured on the same negatives.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Throws when an option is out of its range.</summary>
    internal void Validate() => OptionCheck.Validate(this);

    /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
    internal LeaveOneOutOptions Clone() => (LeaveOneOutOptions)MemberwiseClone();
}
