using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The prompts of n users.</summary>
/// <param name="Tokens">[layers, C, n, d]: what takes slots of the backbone's window; null for prompts that modulate.</param>
/// <param name="Factors">E, [n, N (layers + 1), d]; null for free prompts.</param>
/// <param name="Vectors">P, [n, layers, d]; null for free prompts.</param>
/// <param name="Modulation">What scales and shifts; null for prompts that take slots.</param>
internal sealed record Prompts(Tensor? Tokens, Tensor? Factors, Tensor? Vectors, Modulation? Modulation = null);
