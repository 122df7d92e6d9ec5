using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Losses of users under one behavior.</summary>
/// <param name="Behavior">From 1.</param>
/// <param name="Users">Length n.</param>
/// <param name="Values">[n].</param>
internal sealed record BehaviorLosses(int Behavior, long[] Users, Tensor Values);
