using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>A batch of windows on the network's device.</summary>
/// <param name="Items">[T, n] Int64 rows of the item vectors; 0 where empty, and where an event's item is hidden.</param>
/// <param name="Behaviors">[T, n] Int64; 0 where empty, hidden or unknown.</param>
/// <param name="Valid">[T, n] Float32.</param>
/// <param name="Days">[T, n] Float32: days before the newest event.</param>
/// <param name="Attributes">[n, A] Int64 category ids, 0 = unknown; null without attributes.</param>
/// <param name="Prompts">What prompts are made from; null where none are made.</param>
internal sealed record WindowInputs(Tensor Items, Tensor Behaviors, Tensor Valid, Tensor Days, Tensor? Attributes, PromptInputs? Prompts);
