using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>What a graph convolution propagates with.</summary>
/// <param name="Users">[U, d], layer 0.</param>
/// <param name="Items">[V + 1, d], layer 0.</param>
/// <param name="UserMaps">[K, d, d]: of what users hear.</param>
/// <param name="ItemMaps">[K, d, d]: of what items hear.</param>
/// <param name="Joined">[K, d, d]: what joins the layers.</param>
/// <param name="Added">[B, d], added to what everybody hears under a behavior in every layer; null for nothing.</param>
internal sealed record BehaviorGcnWeights(Tensor Users, Tensor Items, Tensor UserMaps, Tensor ItemMaps, Tensor Joined, Tensor? Added = null);
