using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>One part of what a step minimizes.</summary>
internal interface ILossTerm
{
    /// <summary>The term with its weight, a number; the sum of all terms is minimized.</summary>
    Tensor Of(StepContext step);
}
