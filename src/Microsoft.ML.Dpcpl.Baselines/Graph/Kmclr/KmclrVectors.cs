using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>Vectors after propagation.</summary>
/// <param name="Users">[U, d].</param>
/// <param name="Items">[V + 1, d].</param>
/// <param name="UsersUnder">Gives what the convolution makes of users under one behavior alone, [n, d], those asked for one after the other.</param>
/// <param name="Knowledge">What knowledge alone makes of users [U, d] and items [V + 1, d]; null without any.</param>
internal sealed record KmclrVectors(Tensor Users, Tensor Items, Func<IReadOnlyList<BehaviorUsers>, Tensor> UsersUnder, (Tensor Users, Tensor Items)? Knowledge);
