using Microsoft.ML.Dpcpl.Networks.Managed;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>A <see cref="PromptTokenMap"/> from one user's prompt vectors to a modulation.</summary>
/// <param name="down">w to r, of each layer; null: prompt vectors as they are.</param>
/// <param name="up">r to 4 d, of each layer.</param>
/// <param name="top">r to 2 d.</param>
internal sealed class ManagedModulationMap(ManagedLinear[]? down, ManagedLinear[] up, ManagedLinear top)
{
    /// <summary>The vectors of a layer, [4, stride of d], and after the last one those of the top, [2, stride of d].</summary>
    /// <param name="layer">Which one.</param>
    /// <param name="vector">Its prompt vector.</param>
    /// <param name="layers">Receives the layer's.</param>
    /// <param name="ofTop">Receives the top's.</param>
    /// <param name="scratch">For what lies between.</param>
    public void Apply(int layer, ReadOnlySpan<float> vector, Span<float> layers, Span<float> ofTop, ManagedScratch scratch)
    {
        int taken = scratch.Taken;
        if (down is not null)
        {
            Span<float> inner = scratch.Take(down[layer].Stride);
            down[layer].Apply(vector, vector.Length, 1, inner);
            vector = inner;
        }

        up[layer].Apply(vector, vector.Length, 1, layers);
        if (layer == up.Length - 1)
            top.Apply(vector, vector.Length, 1, ofTop);
        scratch.Release(taken);
    }
}
