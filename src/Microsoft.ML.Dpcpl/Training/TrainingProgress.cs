using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.ML.Dpcpl.Common;

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

    /// <summary>Time that the rest of the stage takes at the speed so far, if early stopping does not end it; null in epoch 0.</summary>
    [JsonIgnore]
    public TimeSpan? Left
    {
        get
        {
            double done = Epoch == 0 ? 0 : (Epoch - 1 + ((double)Step / Math.Max(1, Steps))) / Math.Max(1, Epochs);
            return done > 0 ? Elapsed * ((1 - done) / done) : null;
        }
    }

    /// <summary>One line: what is trained, how far it is, its figures, time taken and left.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Epoch == 0)
            return text.Append("before ").Append(Name).Append("  ").Append(Validation()).ToString();
        text.Append(CultureInfo.InvariantCulture, $"{Name} epoch {Epoch}/{Epochs}");
        if (Step < Steps)
            text.Append(CultureInfo.InvariantCulture, $", {100.0 * Step / Steps:0} %");
        // Systems that count have none.
        if (!double.IsNaN(Loss))
            text.Append(CultureInfo.InvariantCulture, $"  loss {Loss:0.0000}");
        if (ValidationNdcg is not null)
            text.Append("  ").Append(Validation()).Append(CultureInfo.InvariantCulture, $" (best: epoch {BestEpoch})");
        foreach ((string name, double figure) in Figures ?? new Dictionary<string, double>())
            text.Append(CultureInfo.InvariantCulture, $"  {name} {figure:0.00}");
        text.Append(CultureInfo.InvariantCulture, $"  {ExamplesPerSecond:0} windows/s  {Elapsed.TotalSeconds:0.0} s");
        if (Left is { Ticks: > 0 } left)
            text.Append(", at most ").Append(Pace.Text(left)).Append(" left");
        return text.ToString();
    }

    private string Name => Stage switch
    {
        TrainingStage.Pretraining => "pre-training",
        TrainingStage.Tuning => "tuning",
        TrainingStage.ItemFoldIn => "item fold-in",
        _ => "refitting",
    };

    private string Validation() => FormattableString.Invariant($"validation NDCG@10 {ValidationNdcg:0.0000}") +
        (ValidationSampledNdcg is { } sampled ? FormattableString.Invariant($", 1+{ValidationNegatives} {sampled:0.0000}") : "");
}
