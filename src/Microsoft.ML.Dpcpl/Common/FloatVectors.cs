using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Arithmetic of vectors of numbers, as wide as the processor allows.</summary>
/// <remarks>The package of tensor primitives is no dependency of this one: what Microsoft.ML brings of it is older than what it was built with.</remarks>
internal static class FloatVectors
{
    /// <summary>a . b of two vectors of one length.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a), wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < wideA.Length; i++)
            sums += wideA[i] * wideB[i];
        float sum = Vector.Sum(sums);
        for (int i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>|a|.</summary>
    public static float Length(ReadOnlySpan<float> a) => MathF.Sqrt(Dot(a, a));

    /// <summary>a becomes factor a.</summary>
    public static void Scale(Span<float> a, float factor)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(a);
        for (int i = 0; i < wide.Length; i++)
            wide[i] *= factor;
        for (int i = wide.Length * Vector<float>.Count; i < a.Length; i++)
            a[i] *= factor;
    }

    /// <summary>a becomes the larger of a and b, number by number; NaN where one of them is.</summary>
    public static void Raise(Span<float> a, ReadOnlySpan<float> b)
    {
        Span<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        for (int i = 0; i < wideA.Length; i++)
            wideA[i] = Vector.Max(wideA[i], wideB[i]);
        for (int i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            a[i] = MathF.Max(a[i], b[i]);
    }

    /// <summary>a becomes a + b.</summary>
    public static void Add(Span<float> a, ReadOnlySpan<float> b)
    {
        Span<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        for (int i = 0; i < wideA.Length; i++)
            wideA[i] += wideB[i];
        for (int i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            a[i] += b[i];
    }

    /// <summary>a becomes a + factor b.</summary>
    public static void Add(Span<float> a, ReadOnlySpan<float> b, float factor)
    {
        Span<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        for (int i = 0; i < wideA.Length; i++)
            wideA[i] += factor * wideB[i];
        for (int i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            a[i] += factor * b[i];
    }
}
