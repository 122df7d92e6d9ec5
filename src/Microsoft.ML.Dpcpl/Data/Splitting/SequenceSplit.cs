using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl;

/// <summary>A leave-one-out split of sequences: what to train on, and one held-out event per user to validate and to test on.</summary>
/// <remarks>
/// <para>
/// The test event of a user is the last event of the target behavior, if it happened after the split time and the user has an event
/// before it (on another item, under <see cref="RepeatPolicy.TargetPairRemoved"/>). The validation event is the one before it under the
/// same conditions. Users without such events are trained on but not evaluated. An event on an item that the keys do not know is held out
/// like any other (<see cref="LeaveOneOutOptions.UnknownItems"/> says what becomes of it), and is taken to be on another item than any event
/// before it; in no set does one stand in a history.
/// </para>
/// <format type="text/markdown"><![CDATA[
/// | Set | Users | Events |
/// | -- | -- | -- |
/// | TrainSet | all | before the validation event; before the test event, or all, where there is none |
/// | ValidationSet | with a validation event | before the validation event |
/// | TestSet | with a test event | before the test event, the validation event included |
/// | TrainValidationSet | all | before the test event; all where there is none |
///
/// | Column beside the sequence and the input's scalar columns | Type | Content |
/// | -- | -- | -- |
/// | PretrainLength | Int32 | number of leading events that belong to the pre-training segment |
/// | Label, LabelBehavior | key | the held-out item (missing when it is unknown) and its behavior; validation and test set only, as all that follow |
/// | LabelTimestamp | Int64 | when it happened |
/// | Negatives | vector of keys | items that the user touches nowhere in the log, under any behavior; empty where fewer than asked for are left |
/// | TargetInHistory | Boolean | the held-out item stands in the row |
/// | ColdStart | Boolean | the user has at most two target events, the held-out ones counted |
/// ]]></format>
/// <para>
/// Under <see cref="RepeatPolicy.TargetPairRemoved"/> earlier events of a user on the test item are in no set, and those on the validation item
/// are neither in the validation nor in the training set. Nothing after a user's test event is in any set. It only shows in the split time,
/// which is a quantile of all event times, and in the negatives, which must not be items that the user comes to later.
/// </para>
/// <para>The rows are made when they are first asked for. Thread-safe.</para>
/// </remarks>
/// <seealso cref="DpcplCatalog.LeaveOneOutSplit(DataOperationsCatalog, IDataView, string, RepeatPolicy, int)"/>
public sealed class SequenceSplit
{
    private readonly LeaveOneOut _source;

    internal SequenceSplit(LeaveOneOut source, IDataView trainSet, IDataView validationSet, IDataView testSet, IDataView trainValidationSet)
    {
        _source = source;
        (TrainSet, ValidationSet, TestSet, TrainValidationSet) = (trainSet, validationSet, testSet, trainValidationSet);
    }

    /// <summary>All users, events before the held-out ones: for training.</summary>
    public IDataView TrainSet { get; }

    /// <summary>The validation events: for early stopping and choices.</summary>
    public IDataView ValidationSet { get; }

    /// <summary>The test events.</summary>
    public IDataView TestSet { get; }

    /// <summary>All users, events before the test event: for a last training with fixed settings, and for models without validation.</summary>
    public IDataView TrainValidationSet { get; }

    /// <summary>The last moment of the pre-training segment, in the unit of the time column; null when it is drawn per user.</summary>
    public long? SplitTime => _source.Plan.SplitTime;

    /// <summary>
    /// Of a fold of <see cref="DpcplCatalog.RollingTimeSplits"/>: where the window of the validation events begins, in the unit of the time column; no event from there on is in
    /// <see cref="TrainSet"/>. Null for a leave-one-out split.
    /// </summary>
    public long? ValidationStart => _source.Plan.Rolling?.Moments.ValidationStart;

    /// <summary>Of a fold: where the window of the test events begins, and that of the validation events ends; no event from there on is in <see cref="TrainValidationSet"/>.</summary>
    public long? TestStart => _source.Plan.Rolling?.Moments.TestStart;

    /// <summary>Of a fold: where the window of the test events ends; the moment itself is no part of it.</summary>
    public long? TestEnd => _source.Plan.Rolling?.Moments.TestEnd;

    /// <summary>The behavior that is held out.</summary>
    public string TargetBehavior => _source.TargetBehavior;

    /// <summary>What happened to earlier events on a held-out item.</summary>
    public RepeatPolicy RepeatPolicy => _source.Options.RepeatPolicy;

    /// <summary>Number of users.</summary>
    public int UserCount => _source.Plan.Test.Length;

    /// <summary>Number of events in the log.</summary>
    public int EventCount => _source.EventCount;

    /// <summary>Number of test events, one per user at most.</summary>
    public int TestCount => _source.TestUsers.Length;

    /// <summary>Number of validation events, one per user at most.</summary>
    public int ValidationCount => _source.ValidationUsers.Length;

    /// <summary>Number of test events of users with at most two target events.</summary>
    public int ColdStartTestCount => _source.ColdStartTests;

    /// <summary>
    /// Number of test events whose item the user had touched before, counted before anything is removed: where it is large, repeating the last
    /// touched item scores high under <see cref="RepeatPolicy.AsIs"/>.
    /// </summary>
    public int RepeatedTestCount => _source.RepeatedTests;

    /// <summary>
    /// Number of test events whose item had the target behavior before, where such events stay (<see cref="RepeatPolicy.AsIs"/>): under
    /// <see cref="SeenItemPolicy.TargetBehavior"/> no list holds these items, and the full ranking counts misses.
    /// </summary>
    public int RepeatedTargetTestCount => _source.RepeatedTargetTests;

    /// <summary>
    /// Number of users whose test event is on an item that the keys do not know: they are tests that everybody misses, or have no test
    /// (<see cref="LeaveOneOutOptions.UnknownItems"/>).
    /// </summary>
    public int UnknownTestCount => _source.Plan.UnknownTests;

    /// <summary>Of a split with given tests: those of users that are not in the log.</summary>
    public int LeftOutTestCount => _source.LeftOutTests;

    /// <summary>Number of tests without negatives, because their users left fewer items untouched than were to be drawn.</summary>
    public int UnsampledTestCount => _source.UnsampledTests;
}
