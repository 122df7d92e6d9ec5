using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Which slots of a window hold something, overall and in each stream.</summary>
/// <param name="Valid">[T, n, 1]: 1 where an event or a prompt token stands.</param>
/// <param name="Streams">[T, n, S, 1]: the overall stream first, then one per behaviour.</param>
internal sealed record WindowMasks(Tensor Valid, Tensor Streams)
{
    /// <param name="behaviors">[T - C, n] Int64 behaviour ids, 0 where unknown.</param>
    /// <param name="valid">[T - C, n], 1 where an event stands.</param>
    /// <param name="streamCount">S.</param>
    /// <param name="promptTokens">C: slots before the events, valid in every stream.</param>
    public static WindowMasks Create(Tensor behaviors, Tensor valid, int streamCount, int promptTokens)
    {
        Tensor overall = valid.unsqueeze(-1);
        Tensor streams = overall;
        if (streamCount > 1)
        {
            Tensor ids = arange(1, streamCount, ScalarType.Int64, behaviors.device);
            streams = cat([overall, behaviors.unsqueeze(-1).eq(ids).to(valid.dtype)], -1);
        }

        if (promptTokens > 0)
        {
            Tensor Occupied(Tensor mask) => cat([ones([promptTokens, .. mask.shape[1..]], mask.dtype, mask.device), mask], 0);
            (overall, streams) = (Occupied(overall), Occupied(streams));
        }

        return new WindowMasks(overall, streams.unsqueeze(-1));
    }
}
