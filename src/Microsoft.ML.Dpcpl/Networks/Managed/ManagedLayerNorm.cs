using System.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Layer normalization of rows.</summary>
internal sealed class ManagedLayerNorm
{
    private const float Epsilon = 1e-5f;

    private readonly int _width;
    private readonly float[] _scale;
    private readonly float[] _shift;

    /// <param name="scale">[d].</param>
    /// <param name="shift">[d].</param>
    public ManagedLayerNorm(Tensor scale, Tensor shift) => (_width, _scale, _shift) = ((int)scale.shape[0], ManagedNumbers.Rows(scale), ManagedNumbers.Rows(shift));

    /// <summary>Without a learned scale and shift.</summary>
    public ManagedLayerNorm(int width)
    {
        (_width, _scale) = (width, new float[ManagedNumbers.Stride(width)]);
        _shift = new float[_scale.Length];
        _scale.AsSpan(0, width).Fill(1);
    }

    /// <summary>[rows, stride of d] to as many; <paramref name="y"/> may be <paramref name="x"/>. What fills rows up is zero and stays it.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        int stride = _scale.Length;
        for (int start = 0; start < x.Length; start += stride)
            ApplyTo(x.Slice(start, stride), y.Slice(start, stride));
    }

    private void ApplyTo(ReadOnlySpan<float> x, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> from = ManagedMath.Vectors(x);
        Vector<float> sums = Vector<float>.Zero, squares = Vector<float>.Zero;
        foreach (Vector<float> value in from)
            sums += value;
        float mean = Vector.Sum(sums) / _width;
        var center = new Vector<float>(mean);
        int whole = _width / Vector<float>.Count;
        for (int i = 0; i < whole; i++)
        {
            Vector<float> distance = from[i] - center;
            squares += distance * distance;
        }

        float square = Vector.Sum(squares);
        for (int i = whole * Vector<float>.Count; i < _width; i++)
            square += (x[i] - mean) * (x[i] - mean);
        var factor = new Vector<float>(1 / MathF.Sqrt((square / _width) + Epsilon));
        ReadOnlySpan<Vector<float>> scale = ManagedMath.Vectors(_scale.AsSpan()), shift = ManagedMath.Vectors(_shift.AsSpan());
        Span<Vector<float>> to = ManagedMath.Vectors(y);
        for (int i = 0; i < to.Length; i++)
            to[i] = ((from[i] - center) * factor * scale[i]) + shift[i];
    }
}
