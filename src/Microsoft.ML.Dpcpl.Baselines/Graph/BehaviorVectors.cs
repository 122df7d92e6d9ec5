using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Vectors after propagation over the graphs of all behaviors.</summary>
/// <param name="Users">[U, d].</param>
/// <param name="Items">[V + 1, d].</param>
/// <param name="UsersUnder">By behavior - 1, what users are under it alone, [U, d].</param>
internal sealed record BehaviorVectors(Tensor Users, Tensor Items, Tensor[] UsersUnder);
