using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>The gradient of some rows of a table.</summary>
/// <param name="Rows">[u] Int64, distinct; null for all rows in their order.</param>
/// <param name="Values">[u, d].</param>
internal sealed record RowGradient(Tensor? Rows, Tensor Values);
