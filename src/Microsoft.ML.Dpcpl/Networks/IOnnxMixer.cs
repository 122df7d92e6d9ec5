using Microsoft.ML.Dpcpl.Onnx;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>An <see cref="ITokenMixer"/> that an ONNX graph can hold.</summary>
internal interface IOnnxMixer
{
    /// <summary>What <see cref="ITokenMixer.Mix"/> gives, [n, T, d], or of the last slot [n, 1, d].</summary>
    OnnxValue Describe(OnnxValue x, OnnxWindows windows, bool lastOnly);
}
