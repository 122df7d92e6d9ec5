namespace Microsoft.ML.Dpcpl;

/// <summary>What a training run was: sizes and times, kept with the model.</summary>
/// <param name="Parameters">All parameters of the model: item table, backbone and prompts.</param>
/// <param name="TunedParameters">Parameters that tuning trained.</param>
/// <param name="PretrainingEpochs">Epochs of pre-training done; 0 when a pre-trained backbone was given.</param>
/// <param name="BestPretrainingEpoch">The one whose weights were kept.</param>
/// <param name="PretrainingTime">Time of pre-training, validation included.</param>
/// <param name="TuningEpochs">Epochs of tuning done.</param>
/// <param name="BestTuningEpoch">The one whose weights were kept.</param>
/// <param name="TuningTime">Time of tuning, validation included.</param>
public sealed record TrainingSummary(
    long Parameters,
    long TunedParameters,
    int PretrainingEpochs,
    int BestPretrainingEpoch,
    TimeSpan PretrainingTime,
    int TuningEpochs,
    int BestTuningEpoch,
    TimeSpan TuningTime);
