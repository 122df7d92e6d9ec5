using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>What the terms of a loss see of a step.</summary>
internal sealed class StepContext
{
    private readonly List<(string Name, Tensor Value)> _figures = [];

    /// <summary>[n', d]: the vectors that the batch's targets are compared with.</summary>
    public required Tensor Users { get; init; }

    /// <summary>[rows, d]; row 0 is the pad item. The batch's items are rows of it.</summary>
    public required Tensor ItemVectors { get; init; }

    public required TrainingBatch Batch { get; init; }

    /// <summary>V.</summary>
    public required int Items { get; init; }

    public required WindowInputs Inputs { get; init; }

    public required SequenceEncoder Encoder { get; init; }

    /// <summary>The prompts of the batch's users; null where none are trained.</summary>
    public required Prompts? Prompts { get; init; }

    /// <summary>What made them, from what stands in <see cref="Inputs"/>.</summary>
    public required PromptModule? PromptModule { get; init; }

    /// <summary>Seed of what else is random in this step, by number: another one than of every further pass.</summary>
    public required Func<int, ulong> AnotherSeed { get; init; }

    /// <summary>Dropout of a further pass over the same windows, by number: another pass than every other's.</summary>
    public required Func<int, Dropout> AnotherDropout { get; init; }

    public IReadOnlyList<(string Name, Tensor Value)> Figures => _figures;

    /// <summary>Reports a number beside the loss, under the same name in every step.</summary>
    public void Report(string name, Tensor value) => _figures.Add((name, value));
}
