using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>What a training run was: sizes, times and protocol, kept with the model.</summary>
/// <remarks>
/// Measure a model under the protocol that it was trained for: pass <paramref name="RepeatPolicy"/>, <paramref name="TimeSplit"/> and
/// <paramref name="PretrainingShare"/> to <see cref="LeaveOneOutOptions"/>. A model saved before they were kept has their defaults.
/// </remarks>
/// <param name="Parameters">All parameters of the model: item table, backbone and prompts.</param>
/// <param name="TunedParameters">Parameters that tuning trained; 0 when the pre-trained network is used as it is.</param>
/// <param name="PretrainingEpochs">Epochs of pre-training done; 0 when a pre-trained backbone was given.</param>
/// <param name="BestPretrainingEpoch">The one whose weights were kept.</param>
/// <param name="PretrainingTime">Time of pre-training, validation included.</param>
/// <param name="TuningEpochs">Epochs of tuning done.</param>
/// <param name="BestTuningEpoch">The one whose weights were kept; 0 when none ranked the validation set better than the pre-trained network.</param>
/// <param name="TuningTime">Time of tuning, validation included.</param>
/// <param name="RepeatPolicy">The trainer's option: what happened to earlier events on the item to predict.</param>
/// <param name="TimeSplit">The trainer's option: how the end of the pre-training segment is drawn.</param>
/// <param name="PretrainingShare">The trainer's option: share of the events in the pre-training segment.</param>
/// <param name="FoldedIn">Whether item vectors are mixed with those of the items near them (<c>FoldInEvents</c>): what is tuned on this backbone does not mix them again.</param>
/// <param name="PretrainingScope">The trainer's option: which events the backbone has learned from.</param>
public sealed record TrainingSummary(
    [property: Within(0, long.MaxValue)] long Parameters,
    long TunedParameters,
    int PretrainingEpochs,
    int BestPretrainingEpoch,
    TimeSpan PretrainingTime,
    int TuningEpochs,
    int BestTuningEpoch,
    TimeSpan TuningTime,
    RepeatPolicy RepeatPolicy = RepeatPolicy.TargetPairRemoved,
    TimeSplit TimeSplit = TimeSplit.Global,
    [property: Within(0, 1)] double PretrainingShare = 0.6,
    bool FoldedIn = false,
    PretrainingScope PretrainingScope = PretrainingScope.AllTrainingEvents)
{
    /// <summary>
    /// K of what attributes of items say (<see cref="NeuralTrainerOptions.ItemAttributeEvents"/>), as it was chosen; null where there were no attributes, or they said nothing of items held out.
    /// </summary>
    /// <value>Null, or 0 and above.</value>
    public int? ItemAttributeEvents { get; init; }

    /// <summary>How much nearer vectors of held-out items are to what their attributes and events say than to what their events alone say: a share of the squared distance.</summary>
    /// <value>0 to 1; 0 where there were no attributes.</value>
    [Within(0, 1)]
    public double ItemAttributesExplain { get; init; }

    /// <summary>For a summary that stands in a file.</summary>
    internal void Validate() => OptionCheck.Validate(this);
}
