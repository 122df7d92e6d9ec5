using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>Where a training stood after an epoch.</summary>
/// <param name="Stage">What was trained.</param>
/// <param name="Epoch">From 1; 0 is the network before tuning.</param>
/// <param name="Steps">Optimizer steps of the stage so far.</param>
/// <param name="Loss">Mean loss of the epoch; null in epoch 0.</param>
/// <param name="ValidationNdcg">NDCG@10 of the network alone on validation, full ranking; null where this epoch was not judged.</param>
/// <param name="ValidationSampledNdcg">Expected NDCG@10 on validation among 100 drawn items; null as <paramref name="ValidationNdcg"/>.</param>
/// <param name="Elapsed">Time since the stage began, validation included; interruptions are not.</param>
public sealed record LearningCurvePoint(
    TrainingStage Stage,
    [property: Within(0, int.MaxValue)] int Epoch,
    [property: Within(0, long.MaxValue)] long Steps,
    double? Loss,
    [property: Within(0, double.MaxValue)] double? ValidationNdcg,
    [property: Within(0, double.MaxValue)] double? ValidationSampledNdcg,
    TimeSpan Elapsed);
