namespace Microsoft.ML.Dpcpl;

/// <summary>The stage a training run is in.</summary>
public enum TrainingStage
{
    /// <summary>The backbone learns from the past.</summary>
    Pretraining,

    /// <summary>Prompts (or all weights) learn the target behavior.</summary>
    Tuning,

    /// <summary>A trained model learns from further events.</summary>
    Refit,

    /// <summary>Before tuning: a short one for each K of the item fold-in that is tried.</summary>
    ItemFoldIn,
}

/// <summary>A report of a training run, sent a few times a second at most and at the end of every epoch.</summary>
/// <param name="Stage">What is trained.</param>
/// <param name="Epoch">The epoch in progress (of <see cref="TrainingStage.ItemFoldIn"/> the trial), from 1; one report of epoch 0 says how the network does on validation before tuning.</param>
/// <param name="Epochs">The largest number of epochs; early stopping may end before it.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps of this epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far; NaN in epoch 0, and for a system that counts.</param>
/// <param name="ValidationNdcg">NDCG@10 on validation after this epoch, full ranking; null inside an epoch or without validation.</param>
/// <param name="BestEpoch">The epoch with the best validation figure so far; 0 before there is one, and while no tuning epoch beats epoch 0.</param>
/// <param name="ExamplesPerSecond">Windows trained on per second, in this epoch.</param>
/// <param name="Elapsed">Time since the stage began.</param>
/// <param name="ValidationSampledNdcg">Expected NDCG@10 on validation among <c>ValidationNegatives</c> drawn items; null as <paramref name="ValidationNdcg"/>. Epochs are compared by both.</param>
/// <param name="Figures">What the system's own losses tell of the epoch, by name; null inside an epoch, and where they tell nothing.</param>
public sealed record TrainingProgress(
    TrainingStage Stage,
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double Loss,
    double? ValidationNdcg,
    int BestEpoch,
    double ExamplesPerSecond,
    TimeSpan Elapsed,
    double? ValidationSampledNdcg = null,
    IReadOnlyDictionary<string, double>? Figures = null)
{
    /// <summary>Drawn items behind <see cref="ValidationSampledNdcg"/>.</summary>
    /// <value>100; all that compete in a catalog that has fewer.</value>
    public int ValidationNegatives { get; init; } = 100;
}
