using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>What a step came to, after its backward pass.</summary>
/// <param name="Loss">A number.</param>
/// <param name="Rows">Gradient of the table's rows; null without a table.</param>
/// <param name="Examples">Windows, users or whatever the step learned from.</param>
/// <param name="Figures">Further numbers by name, to report the mean of; the same names in every step of a stage.</param>
internal sealed record StepResult(Tensor Loss, RowGradient? Rows, int Examples, IReadOnlyList<(string Name, Tensor Value)> Figures);
