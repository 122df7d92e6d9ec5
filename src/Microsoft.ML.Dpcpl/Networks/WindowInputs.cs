using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>A batch of windows on the network's device.</summary>
/// <param name="Items">[T, n] Int64 rows of the item vectors; 0 where empty, and where an event's item is hidden.</param>
/// <param name="Behaviors">[T, n] Int64; 0 where empty, hidden or unknown.</param>
/// <param name="Valid">[T, n] Float32.</param>
/// <param name="Days">[T, n] Float32: days before the newest event.</param>
/// <param name="Attributes">[n, A] Int64 category ids, 0 = unknown; null without attributes.</param>
/// <param name="Prompts">What prompts are made from; null where none are made.</param>
internal sealed record WindowInputs(Tensor Items, Tensor Behaviors, Tensor Valid, Tensor Days, Tensor? Attributes, PromptInputs? Prompts)
{
    /// <summary>One slot more, in which an event is hidden; the oldest slot makes room for it in windows as long as they may be.</summary>
    /// <param name="maxLength">T_max.</param>
    public WindowInputs WithHiddenEnd(int maxLength)
    {
        long length = Items.shape[0], first = length == maxLength ? 1 : 0;
        Tensor nothing = zeros_like(Items.narrow(0, 0, 1));
        Tensor Ended(Tensor window, Tensor end) => cat([window.narrow(0, first, length - first), end.to(window.dtype)], 0);
        return this with
        {
            Items = Ended(Items, nothing),
            Behaviors = Ended(Behaviors, nothing),
            Valid = Ended(Valid, ones_like(nothing)),
            Days = Ended(Days, nothing),
        };
    }
}
