using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>A <see cref="PersonalDeviation"/> of one user.</summary>
internal sealed class ManagedDeviation
{
    private readonly float[] _center;
    private readonly float[] _square;

    /// <param name="center">[layers, w].</param>
    /// <param name="square">[layers]: mean squared length, above zero.</param>
    public ManagedDeviation(Tensor center, Tensor square) => (_center, _square) = (ManagedNumbers.Rows(center), ManagedNumbers.Of(square));

    /// <summary>A layer's prompt vector becomes its bounded deviation.</summary>
    public void Apply(int layer, Span<float> vector)
    {
        FloatVectors.Add(vector, _center.AsSpan(layer * vector.Length, vector.Length), -1);
        FloatVectors.Scale(vector, 1 / MathF.Sqrt(FloatVectors.Dot(vector, vector) + _square[layer]));
    }
}
