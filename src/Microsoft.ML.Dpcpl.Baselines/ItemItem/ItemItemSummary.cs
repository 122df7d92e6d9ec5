namespace Microsoft.ML.Dpcpl;

/// <summary>What the training of an item-item model came to, kept with the model.</summary>
/// <remarks>
/// Options are chosen by the validation figures: make a trainer for each candidate and keep the one whose figure is the best.
/// Measure a model under the protocol that it was trained for: pass <paramref name="RepeatPolicy"/> to <see cref="LeaveOneOutOptions"/>.
/// </remarks>
/// <param name="Parameters">Weights between items that the model keeps.</param>
/// <param name="Time">Time of training, reading and validation not included.</param>
/// <param name="RepeatPolicy">The trainer's option: what happened to earlier events on the item to predict.</param>
/// <param name="ValidationHitRatio">HR@10 on the validation set, full ranking; null without validation.</param>
/// <param name="ValidationNdcg">NDCG@10 on the validation set, full ranking; null without validation.</param>
public sealed record ItemItemSummary(
    long Parameters,
    TimeSpan Time,
    RepeatPolicy RepeatPolicy = RepeatPolicy.TargetPairRemoved,
    double? ValidationHitRatio = null,
    double? ValidationNdcg = null);
