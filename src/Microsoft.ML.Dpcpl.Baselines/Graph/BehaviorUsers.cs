namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Some users under one behavior.</summary>
/// <param name="Behavior">From 1.</param>
/// <param name="Users">Which.</param>
internal readonly record struct BehaviorUsers(int Behavior, long[] Users);
