namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>What a batch came to before a share of it was kept: what the means of a loss are over.</summary>
/// <param name="Weight">Sum of the weights of all targets.</param>
/// <param name="KnownBehaviors">Targets whose behavior is known.</param>
/// <param name="Share">Share of the batch's windows that was kept, 0 to 1. 0: there were fewer windows than processes, and the one here counts for nothing.</param>
internal sealed record WholeBatch(double Weight, double KnownBehaviors, double Share);
