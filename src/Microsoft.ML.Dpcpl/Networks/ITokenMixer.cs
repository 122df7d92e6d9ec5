using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>What exchanges information between the slots of a window inside a layer; the place for another encoder.</summary>
internal interface ITokenMixer
{
    /// <summary>x [T, n, d], zero where a slot is empty, to [T, n, d], or to the last slot [1, n, d].</summary>
    Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly);
}
