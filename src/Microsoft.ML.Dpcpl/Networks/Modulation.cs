using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// Prompts of n users that scale and shift what a frozen backbone computes, and take no slot of its window (FiLM: Perez et al., AAAI 2018).
/// All zero is the backbone as it is.
/// </summary>
/// <param name="Layers">[layers, 2 or 4, n, d]: a and b of each layer's mixer output y (1 + a) + b; then s and g inside of mixers that are <see cref="INewestSlotMixer"/>.</param>
/// <param name="Top">[2, n, d]: c and e of the user vector, u (1 + c) + e.</param>
internal sealed record Modulation(Tensor Layers, Tensor Top)
{
    /// <summary>Vectors of a layer: scale and shift.</summary>
    public const int Outer = 2;

    /// <summary>Vectors of a layer whose mixer is modulated inside, too.</summary>
    public const int WithInner = 4;

    /// <summary>Vectors at the top.</summary>
    public const int OfTop = 2;

    /// <summary>The vectors of a layer, [2 or 4, n, d]; null for a layer that has none.</summary>
    public Tensor? Layer(int layer) => layer < Layers.shape[0] ? Layers[layer] : null;

    /// <summary>x (1 + a) + b, x [..., n, d].</summary>
    /// <param name="x">What is modulated.</param>
    /// <param name="vectors">a and b first, [2 or more, n, d].</param>
    public static Tensor Apply(Tensor x, Tensor vectors) => x.Plus(x * vectors[0]).Plus(vectors[1]);
}
