namespace Microsoft.ML.Dpcpl.Training;

/// <summary>How a stage is trained, whatever it trains.</summary>
internal sealed record LoopPlan
{
    public required TrainingStage Stage { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Steps between two validations, at least. Epochs are never cut, and the last one is always validated.</summary>
    public int ValidationSteps { get; init; } = 1;

    /// <summary>Epochs without a better figure after which the stage ends,</summary>
    public required int Patience { get; init; }

    /// <summary>and steps without one that it takes as well, those before the first one among them.</summary>
    public int PatienceSteps { get; init; }

    /// <summary>Adam's step size for the parameters.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Adam's step size for the rows of the table.</summary>
    public required double RowLearningRate { get; init; }

    /// <summary>Steps of a row after which it falls with the root of them; 0: it does not.</summary>
    public int RowDecaySteps { get; init; }

    /// <summary>s of the average over epochs that is judged and kept, see <see cref="WeightAverage"/>; 0: the weights themselves are.</summary>
    public double AverageShare { get; init; }

    /// <summary>Largest norm of all gradients together; 0 for none.</summary>
    public required double GradientClipping { get; init; }

    /// <summary>Where best weights stand until the stage ends, and checkpoints; null for none.</summary>
    public required string? CheckpointFolder { get; init; }

    /// <summary>Whether memory that libtorch frees stays with the process.</summary>
    public required bool KeepFreedMemory { get; init; }
}
