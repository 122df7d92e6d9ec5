namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>What the users of a batch lose.</summary>
/// <param name="Rankings">By ranking, a behavior each.</param>
/// <param name="Contrasts">By the comparison of a behavior with the target, a behavior each.</param>
internal sealed record BehaviorParts(List<BehaviorLosses> Rankings, List<BehaviorLosses> Contrasts);
