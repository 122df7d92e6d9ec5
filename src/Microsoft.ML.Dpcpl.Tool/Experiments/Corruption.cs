namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Noise that is put into the training set: each event of a behavior gets a uniformly random item with a probability.</summary>
/// <param name="Behavior">The behavior whose events are hit.</param>
/// <param name="Share">The probability, 0 to 1.</param>
internal sealed record Corruption(string Behavior, double Share);
