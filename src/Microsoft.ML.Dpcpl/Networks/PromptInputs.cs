using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>What the prompts of n users are made from.</summary>
/// <param name="Attributes">[n, A] Int64 category ids, 0 = unknown; null without attributes.</param>
/// <param name="Statistics">[n, K] Int64 bucket ids, 0 = undefined.</param>
/// <param name="Histories">m lines, one per non-empty behavior history; null where there are none.</param>
/// <param name="HistoryPlaces">[m] Int64: user * B + behavior - 1 of each line.</param>
internal sealed record PromptInputs(
    Tensor? Attributes,
    Tensor Statistics,
    HistoryLines? Histories,
    Tensor HistoryPlaces);
