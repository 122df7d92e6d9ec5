using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The prompts of n users.</summary>
/// <param name="Tokens">[layers, C, n, d]: what the backbone takes.</param>
/// <param name="Factors">E, [n, N (layers + 1), d]; null for free prompts.</param>
/// <param name="Vectors">P, [n, layers, d]; null for free prompts.</param>
internal sealed record Prompts(Tensor Tokens, Tensor? Factors, Tensor? Vectors);
