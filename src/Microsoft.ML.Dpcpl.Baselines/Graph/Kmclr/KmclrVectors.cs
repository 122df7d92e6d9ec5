using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>Vectors after propagation.</summary>
/// <param name="Users">[U, d].</param>
/// <param name="Items">[V + 1, d].</param>
/// <param name="UsersUnder">By behavior - 1, what the convolution makes of users under it alone, [U, d].</param>
/// <param name="Knowledge">What knowledge alone makes of users [U, d] and items [V + 1, d]; null without any.</param>
internal sealed record KmclrVectors(Tensor Users, Tensor Items, Tensor[] UsersUnder, (Tensor Users, Tensor Items)? Knowledge);
