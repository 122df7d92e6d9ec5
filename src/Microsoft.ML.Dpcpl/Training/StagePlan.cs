using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>What one stage of training does: pre-training, prompt tuning or full fine-tuning.</summary>
internal sealed record StagePlan
{
    public required TrainingStage Stage { get; init; }

    /// <summary>Events of each user that the stage may know; later ones are neither input nor target.</summary>
    public required int[] Lengths { get; init; }

    /// <summary>Events of each user that belong to H_u.</summary>
    public required int[] PretrainLengths { get; init; }

    /// <summary>The examples of an epoch (from 0), in order.</summary>
    public required Func<int, Example[]> Examples { get; init; }

    public required WindowRecipe Recipe { get; init; }

    /// <summary>Whether the backbone and the item table are trained; otherwise only prompts are.</summary>
    public required bool TrainsBackbone { get; init; }

    public required RankingLoss Loss { get; init; }

    public required int Negatives { get; init; }

    public required double GBceCalibration { get; init; }

    public required RepeatPolicy RepeatPolicy { get; init; }

    /// <summary>B.</summary>
    public required int Behaviors { get; init; }

    public int FutureWindow { get; init; } = 1;

    /// <summary>Every slot of a window predicts the event after it, in the place of the newest slot alone. For causal encoders.</summary>
    public bool AllPositions { get; init; }

    /// <summary>w_b; 0 in tuning.</summary>
    public double BehaviorLossWeight { get; init; }

    public bool BehaviorSoftmax { get; init; }

    /// <summary>The regularizer of the prompts; null without one.</summary>
    public CompactnessPlan? Compactness { get; init; }

    public required int Epochs { get; init; }

    public required double LearningRate { get; init; }

    public required float Dropout { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>What an epoch is judged by; null trains all epochs.</summary>
    public IValidation? Validation { get; init; }

    /// <summary>
    /// Judges what the stage begins with, as it would be used without the stage; an epoch is kept only when it beats that. Null has no
    /// such rival: the best epoch is kept, however bad.
    /// </summary>
    public Func<ValidationFigures>? Rival { get; init; }

    /// <summary>A step reads and updates only the item rows of its batch; a full softmax needs them all.</summary>
    public bool GathersRows => TrainsBackbone && Loss != RankingLoss.FullSoftmax;
}
