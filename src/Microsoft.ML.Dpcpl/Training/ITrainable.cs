using Microsoft.ML.Dpcpl.Evaluation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>What a <see cref="StageLoop"/> trains: some weights, steps that give them gradients, and a judge. The loop knows nothing else of it.</summary>
internal interface ITrainable
{
    /// <summary>Weights that every step moves.</summary>
    IReadOnlyList<(string Name, Parameter Values)> Parameters { get; }

    /// <summary>A table [rows, d] of which a step moves the rows it touched; null for none.</summary>
    Tensor? Table { get; }

    /// <summary>The steps of an epoch, from 1. The same epoch gives the same steps.</summary>
    EpochSteps Steps(int epoch);

    /// <summary>How good the weights are now; null when there is nothing to judge by.</summary>
    ValidationFigures? Validate();

    /// <summary>How good what the stage began with is, where an epoch has to beat that; null when the best epoch is kept, however bad.</summary>
    ValidationFigures? Rival();
}
