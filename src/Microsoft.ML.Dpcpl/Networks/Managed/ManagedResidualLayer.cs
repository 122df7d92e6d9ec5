using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Token mixer and feed-forward network, each with a residual path: what an <c>EncoderLayer</c> is.</summary>
/// <param name="width">d.</param>
/// <param name="mixer">The token mixer.</param>
/// <param name="mixerNorm">Of the first sum; null: the feed-forward network's inputs are normalized, and nothing else.</param>
/// <param name="feedForward">The feed-forward network.</param>
/// <param name="feedForwardNorm">Of the second sum, or of the feed-forward network's inputs.</param>
internal sealed class ManagedResidualLayer(
    int width, ManagedMixer mixer, ManagedLayerNorm? mixerNorm, ManagedFeedForward feedForward, ManagedLayerNorm feedForwardNorm)
    : ManagedLayer(width)
{
    /// <inheritdoc/>
    public override bool Modulates => mixer.Modulates;

    /// <inheritdoc/>
    public override void Apply(Span<float> x, ManagedSlots slots, ReadOnlySpan<float> modulation, ManagedScratch scratch)
    {
        int taken = scratch.Taken, rows = slots.Wanted;
        Span<float> mixed = scratch.Take(rows * Stride), fed = scratch.Take(rows * Stride), sum = x.Slice(slots.First * Stride, rows * Stride);
        mixer.Mix(x, slots, modulation, mixed, scratch);
        FloatVectors.Add(sum, mixed);
        if (mixerNorm is null)
        {
            feedForwardNorm.Apply(sum, mixed);
            feedForward.Apply(mixed, Stride, rows, fed, scratch);
            FloatVectors.Add(sum, fed);
        }
        else
        {
            mixerNorm.Apply(sum, sum);
            feedForward.Apply(sum, Stride, rows, fed, scratch);
            FloatVectors.Add(sum, fed);
            feedForwardNorm.Apply(sum, sum);
        }

        scratch.Release(taken);
    }
}
