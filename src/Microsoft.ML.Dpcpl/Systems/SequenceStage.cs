using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>What one stage of a sequence system learns: pre-training, prompt tuning or full fine-tuning.</summary>
internal sealed record SequenceStage
{
    public required StageData Data { get; init; }

    /// <summary>The examples of an epoch (from 0), in order.</summary>
    public required Func<int, Example[]> Examples { get; init; }

    public required IBatchTask Task { get; init; }

    public required INegativeSampler Negatives { get; init; }

    public required IReadOnlyList<ILossTerm> Terms { get; init; }

    /// <summary>Whether the backbone and the item table are trained. Prompts are, where the windows come with what they are made from.</summary>
    public required bool TrainsBackbone { get; init; }

    public required int BatchSize { get; init; }

    public required float Dropout { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>What an epoch is judged by; null trains all epochs.</summary>
    public IValidation? Validation { get; init; }

    /// <summary>
    /// Judges what the stage begins with, as it would be used without the stage; an epoch is kept only when it beats that. Null has no
    /// such rival: the best epoch is kept, however bad.
    /// </summary>
    public Func<Evaluation.ValidationFigures>? Rival { get; init; }

    /// <summary>A step reads and updates only the item rows of its batch; a loss over all items needs them all.</summary>
    public bool GathersRows => TrainsBackbone && !Negatives.TakesAll;
}
