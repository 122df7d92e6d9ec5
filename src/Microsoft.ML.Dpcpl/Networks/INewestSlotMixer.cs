using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// A causal mixer in which what older slots say to the newest one does not depend on the newest: a modulation of the newest slot's path
/// alone leaves all others as they are, and what they say need be computed once per window.
/// </summary>
internal interface INewestSlotMixer : ITokenMixer
{
    /// <summary>What the older slots say to the newest one, [n, d].</summary>
    /// <param name="x">[T, n, d].</param>
    /// <param name="masks">Of the windows.</param>
    Tensor Past(Tensor x, WindowMasks masks);

    /// <summary>What <see cref="ITokenMixer.Mix"/> gives at the newest slot, [n, d].</summary>
    /// <param name="x">The newest slot, [n, d].</param>
    /// <param name="past">What <see cref="Past"/> gave.</param>
    /// <param name="valid">[n, 1]: 1 where an event stands in that slot.</param>
    /// <param name="modulation">The layer's vectors, [4, n, d]; null: none.</param>
    Tensor Newest(Tensor x, Tensor past, Tensor valid, Tensor? modulation);
}
