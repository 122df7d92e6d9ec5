using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>An encoder that says of every slot of a window what stands there, whatever is hidden of it: what its user vector says of the slot after the newest.</summary>
internal interface IClozeEncoder
{
    /// <summary>The vectors of all slots, [T, n, d], of windows some of whose events are hidden: valid slots without an item.</summary>
    /// <param name="itemVectors">[rows, d]; row 0 must be zero.</param>
    /// <param name="windows">The windows; they are taken as they are.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    Tensor EncodeSlots(Tensor itemVectors, WindowInputs windows, Dropout dropout);
}
