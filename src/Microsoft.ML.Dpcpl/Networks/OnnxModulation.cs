using Microsoft.ML.Dpcpl.Onnx;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>A <see cref="Modulation"/> in an ONNX graph.</summary>
/// <param name="Layers">Of each modulated layer [n, 2 or 4, d].</param>
/// <param name="Top">[n, 2, d].</param>
internal sealed record OnnxModulation(IReadOnlyList<OnnxValue> Layers, OnnxValue Top)
{
    /// <inheritdoc cref="Modulation.Layer"/>
    public OnnxValue? Layer(int layer) => layer < Layers.Count ? Layers[layer] : null;

    /// <summary>x (1 + a) + b of windows, [n, T, d].</summary>
    public static OnnxValue ApplyToSlots(OnnxValue x, OnnxValue vectors) => x + (x * vectors.Slice(1, 0, 1)) + vectors.Slice(1, 1, 2);

    /// <summary>x (1 + a) + b of users, [n, d].</summary>
    public static OnnxValue ApplyToUsers(OnnxValue x, OnnxValue vectors) => x + (x * vectors.At(1, 0)) + vectors.At(1, 1);
}
