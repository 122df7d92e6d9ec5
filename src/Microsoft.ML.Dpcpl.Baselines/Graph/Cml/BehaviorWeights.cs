using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>The weights of users, one for each loss of a <see cref="BehaviorParts"/>.</summary>
/// <param name="Rankings">By behavior, [n].</param>
/// <param name="Contrasts">By behavior, [n].</param>
internal sealed record BehaviorWeights(Tensor[] Rankings, Tensor[] Contrasts);
