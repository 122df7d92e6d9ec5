using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Whether numbers can be computed with: neither they nor their squares are infinite or NaN. As fast as they can be read.</summary>
internal static class FiniteNumbers
{
    public static bool All(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        // A finite number times 0 is 0, any other NaN, and NaN stays in a sum.
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> vector in vectors)
            sum += vector * vector * Vector<float>.Zero;
        bool finite = float.IsFinite(Vector.Sum(sum));
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            finite &= float.IsFinite(value * value);
        return finite;
    }
}
