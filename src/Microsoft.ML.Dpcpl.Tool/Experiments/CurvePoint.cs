namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A run after an epoch.</summary>
/// <param name="Stage">Pre-training or tuning.</param>
/// <param name="Epoch">From 1; 0 is the network before tuning.</param>
/// <param name="Loss">Mean loss of the epoch; null for epoch 0.</param>
/// <param name="ValidationNdcg">NDCG@10 on validation, full ranking.</param>
/// <param name="Seconds">Since the stage began.</param>
/// <param name="ValidationSampledNdcg">Expected NDCG@10 on validation among 100 drawn items.</param>
/// <param name="BestEpoch">The best one so far; 0 before there is one.</param>
internal sealed record CurvePoint(
    TrainingStage Stage, int Epoch, double? Loss, double? ValidationNdcg, double Seconds, double? ValidationSampledNdcg = null, int BestEpoch = 0);
