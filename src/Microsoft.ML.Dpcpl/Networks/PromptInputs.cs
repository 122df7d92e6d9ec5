using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>What the prompts of n users are made from.</summary>
/// <param name="Attributes">[n, A] Int64 category ids, 0 = unknown; null without attributes.</param>
/// <param name="Statistics">[n, K] Int64 bucket ids, 0 = undefined.</param>
/// <param name="HistoryItems">[m, T_h] Int64 rows of the item vectors, one line per non-empty behavior history, padded on the right.</param>
/// <param name="HistoryLast">[m] Int64: the last filled position of each line.</param>
/// <param name="HistoryPlaces">[m] Int64: user * B + behavior - 1 of each line.</param>
internal sealed record PromptInputs(
    Tensor? Attributes,
    Tensor Statistics,
    Tensor HistoryItems,
    Tensor HistoryLast,
    Tensor HistoryPlaces);
