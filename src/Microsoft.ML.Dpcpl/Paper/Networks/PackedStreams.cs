using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// Windows of <see cref="StreamMode.Compact"/>: a user's window becomes S of them, the overall sequence first, then each
/// behavior's own events moved together towards the newest slot.
/// </summary>
internal static class PackedStreams
{
    /// <summary>[T, n] each to [T, n * S] each, a user's streams side by side.</summary>
    public static (Tensor Items, Tensor Behaviors, Tensor Valid) Of(Tensor items, Tensor behaviors, Tensor valid, int behaviorCount)
    {
        long length = items.shape[0];
        Tensor ids = TensorArithmetic.Range(1, behaviorCount + 1, device: items.device);
        Tensor occupied = cat([valid.unsqueeze(-1), behaviors.unsqueeze(-1).eq(ids).to(valid.dtype)], -1).to(ScalarType.Int64);
        // Empty slots first, the order of time kept inside both parts: all sort keys differ.
        Tensor slots = TensorArithmetic.Range(0, length, device: items.device).reshape(-1, 1, 1);
        Tensor order = occupied.Times(length).Plus(slots).argsort(0);
        Tensor kept = occupied.gather(0, order);
        Tensor Pack(Tensor window) => (window.unsqueeze(-1).expand_as(order).gather(0, order) * kept.to(window.dtype)).reshape(length, -1);
        return (Pack(items), Pack(behaviors), Pack(valid));
    }
}
