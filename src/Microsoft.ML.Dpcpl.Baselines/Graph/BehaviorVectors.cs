using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Vectors after propagation over the graphs of all behaviors.</summary>
/// <param name="Users">[U, d].</param>
/// <param name="Items">[V + 1, d].</param>
/// <param name="UsersUnder">Gives what users are under one behavior alone, [n, d], those asked for one after the other.</param>
internal sealed record BehaviorVectors(Tensor Users, Tensor Items, Func<IReadOnlyList<BehaviorUsers>, Tensor> UsersUnder);
