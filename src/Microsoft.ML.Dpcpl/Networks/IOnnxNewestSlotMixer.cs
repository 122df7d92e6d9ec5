using Microsoft.ML.Dpcpl.Onnx;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>An <see cref="INewestSlotMixer"/> that an ONNX graph can hold.</summary>
internal interface IOnnxNewestSlotMixer : IOnnxMixer
{
    /// <summary>What <see cref="INewestSlotMixer.Newest"/> gives from <see cref="INewestSlotMixer.Past"/>, [n, d].</summary>
    /// <param name="x">The newest slot, [n, d].</param>
    /// <param name="slots">All slots, [n, T, d]; the last one is not read.</param>
    /// <param name="valid">[n, 1]: 1 where an event stands in the newest slot.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="modulation">[n, 4, d]; null: none.</param>
    OnnxValue DescribeNewest(OnnxValue x, OnnxValue slots, OnnxValue valid, OnnxWindows windows, OnnxValue? modulation);
}
