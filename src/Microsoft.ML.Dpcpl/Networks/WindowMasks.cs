using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Which slots of a window hold something, overall and in each stream, and how far apart in time they stand.</summary>
/// <param name="Valid">[T, n, 1]: 1 where an event or a prompt token stands.</param>
/// <param name="Streams">[T, n, S, 1]: the overall stream first, then one per behavior.</param>
/// <param name="PromptTokens">C: slots before the events.</param>
/// <param name="BothWays">Whether every slot sees later ones, too, whatever a mixer does otherwise.</param>
/// <param name="LogGaps">[n, T, T]: log(1 + days) from the event of a column to the later one of a row, 0 at prompt tokens; null where no mixer asks for it.</param>
internal sealed record WindowMasks(Tensor Valid, Tensor Streams, int PromptTokens = 0, bool BothWays = false, Tensor? LogGaps = null)
{
    /// <param name="behaviors">[T - C, n] Int64 behavior ids, 0 where unknown.</param>
    /// <param name="valid">[T - C, n], 1 where an event stands.</param>
    /// <param name="streamCount">S.</param>
    /// <param name="promptTokens">C: slots before the events, valid in every stream.</param>
    public static WindowMasks Create(Tensor behaviors, Tensor valid, int streamCount, int promptTokens)
    {
        Tensor overall = valid.unsqueeze(-1);
        Tensor streams = overall;
        if (streamCount > 1)
        {
            Tensor ids = TensorArithmetic.Range(1, streamCount, device: behaviors.device);
            streams = cat([overall, behaviors.unsqueeze(-1).eq(ids).to(valid.dtype)], -1);
        }

        if (promptTokens > 0)
        {
            Tensor Occupied(Tensor mask) => cat([ones([promptTokens, .. mask.shape[1..]], mask.dtype, mask.device), mask], 0);
            (overall, streams) = (Occupied(overall), Occupied(streams));
        }

        return new WindowMasks(overall, streams.unsqueeze(-1), promptTokens);
    }

    /// <summary>The same with the gaps of events that are <paramref name="days"/> [T - C, n] older than the newest.</summary>
    public WindowMasks WithGaps(Tensor days)
    {
        Tensor ages = days.t();
        Tensor gaps = (ages.unsqueeze(1) - ages.unsqueeze(2)).AtLeast(0).Plus(1).log();
        return this with { LogGaps = PromptTokens == 0 ? gaps : nn.functional.pad(gaps, [PromptTokens, 0, PromptTokens, 0]) };
    }
}
