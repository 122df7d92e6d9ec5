using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that all trainers share, of neural systems and of item-item models alike.</summary>
/// <remarks>Checked when a trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public abstract class TrainerOptions
{
    internal TrainerOptions()
    {
    }

    /// <summary>The behavior whose next item is predicted, as it stands in the behavior column.</summary>
    /// <value>Default null: the only behavior that there is, and among several "buy".</value>
    [Named(OrNull = true)]
    public string? TargetBehavior { get; set; }

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

    /// <summary>Column of the held-out item in the validation set.</summary>
    /// <value>Default "Label".</value>
    [Named]
    public string LabelColumnName { get; set; } = ColumnNames.Label;

    /// <summary>Stands before the names of all columns that the trained model adds, so that several models can stand in one chain.</summary>
    /// <value>Default "".</value>
    [Named(OrEmpty = true)]
    public string OutputColumnPrefix { get; set; } = "";

    /// <summary>
    /// What happens to earlier events on the item to predict: a training window is cleared of them or not, and what the transformer
    /// leaves out of the ranking follows from it.
    /// </summary>
    /// <remarks>Must match the protocol that the model is used under: see <see cref="Dpcpl.RepeatPolicy"/>.</remarks>
    /// <value>Default <see cref="RepeatPolicy.TargetPairRemoved"/>.</value>
    public RepeatPolicy RepeatPolicy { get; set; } = RepeatPolicy.TargetPairRemoved;

    /// <summary>
    /// Receives reports while training; called on the training thread. Item-item models have neither epochs nor a loss: they report once,
    /// at the end, with the validation figure.
    /// </summary>
    /// <value>Default null.</value>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Ends training early; <c>Fit</c> then returns the best model so far, or throws an <see cref="OperationCanceledException"/> when there is none.</summary>
    /// <value>Default none.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>How the trained model scores: the same columns, and a ranking by the same policy.</summary>
    internal virtual SequenceTransformer.Options Scoring() => new()
    {
        ItemColumnName = ItemColumnName,
        BehaviorColumnName = BehaviorColumnName,
        TimestampColumnName = TimestampColumnName,
        LabelColumnName = LabelColumnName,
        OutputColumnPrefix = OutputColumnPrefix,
        SeenItems = RepeatPolicy.SeenItems(),
    };

    /// <summary>What training reads of every row: events alone. Who a user is <see cref="KnownUsers"/> reads, for systems that ask.</summary>
    internal SequenceColumns Columns() => new()
    {
        Item = ItemColumnName,
        Behavior = BehaviorColumnName,
        Timestamp = TimestampColumnName,
        User = null,
        PretrainLength = null,
        Label = null,
        Candidates = null,
    };

    /// <summary>Throws when an option is out of its range; a class adds the rules that join several of its options.</summary>
    internal virtual void Validate() => OptionCheck.Validate(this);

    /// <summary>A copy with the target by name, once the data have said what there is.</summary>
    internal TrainerOptions WithTarget(string targetBehavior)
    {
        TrainerOptions options = Clone();
        options.TargetBehavior = targetBehavior;
        return options;
    }

    /// <summary>A copy, so that later changes of the caller's object change no trainer.</summary>
    internal TrainerOptions Clone() => (TrainerOptions)MemberwiseClone();
}
