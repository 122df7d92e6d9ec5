using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Functions of numbers, a vector at a time. Each is a fixed sequence of IEEE operations: on one machine a call gives the same bits always.</summary>
internal static class ManagedMath
{
    // A span of another length than whole vectors would be a mistake of ours: rows have whole ones.
    private static int Wide => Vector<float>.Count;

    /// <summary>a b + c; with one rounding where the processor has that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c) =>
        Fma.IsSupported || AdvSimd.IsSupported ? Vector.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>e^x, with x between -87 and 88 at the ends; off by two units in the last place at most.</summary>
    /// <remarks>x = n ln 2 + r, |r| at most ln 2 / 2: 2^n times the Taylor series of e^r.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-87f)), new Vector<float>(88f));
        Vector<float> n = Vector.Floor(MultiplyAdd(x, new Vector<float>(1.44269504f), new Vector<float>(0.5f)));
        // ln 2 in two parts, the first of so few digits that n times it is exact.
        Vector<float> r = MultiplyAdd(n, new Vector<float>(-0.693359375f), x);
        r = MultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);
        Vector<float> p = new(1f / 5040);
        p = MultiplyAdd(p, r, new Vector<float>(1f / 720));
        p = MultiplyAdd(p, r, new Vector<float>(1f / 120));
        p = MultiplyAdd(p, r, new Vector<float>(1f / 24));
        p = MultiplyAdd(p, r, new Vector<float>(1f / 6));
        p = MultiplyAdd(p, r, new Vector<float>(0.5f));
        p = MultiplyAdd(p, r, Vector<float>.One);
        p = MultiplyAdd(p, r, Vector<float>.One);
        Vector<int> exponent = Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23);
        return p * Vector.AsVectorSingle(exponent);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x) => (Sigmoid(x + x) * new Vector<float>(2f)) - Vector<float>.One;

    /// <summary>x sigmoid(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Silu(Vector<float> x) => x / (Vector<float>.One + Exp(-x));

    /// <summary>x Phi(x), Phi the distribution function of the normal distribution: the exact form of the GELU, to 1e-7 of |x|.</summary>
    /// <remarks>The error function by formula 7.1.26 of Abramowitz and Stegun.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gelu(Vector<float> x)
    {
        Vector<float> z = Vector.Abs(x) * new Vector<float>(0.70710678f);
        Vector<float> t = Vector<float>.One / MultiplyAdd(z, new Vector<float>(0.3275911f), Vector<float>.One);
        Vector<float> p = new(1.061405429f);
        p = MultiplyAdd(p, t, new Vector<float>(-1.453152027f));
        p = MultiplyAdd(p, t, new Vector<float>(1.421413741f));
        p = MultiplyAdd(p, t, new Vector<float>(-0.284496736f));
        p = MultiplyAdd(p, t, new Vector<float>(0.254829592f));
        // Half of 1 - erf(z): what lies beyond |x| on one side.
        Vector<float> beyond = new Vector<float>(0.5f) * p * t * Exp(-(z * z));
        return x * Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), beyond, Vector<float>.One - beyond);
    }

    /// <summary>Each number becomes its <see cref="Gelu(Vector{float})"/>.</summary>
    public static void Gelu(Span<float> x)
    {
        Span<Vector<float>> wide = Vectors(x);
        for (int i = 0; i < wide.Length; i++)
            wide[i] = Gelu(wide[i]);
    }

    /// <summary>x becomes e^x of all of <paramref name="count"/> numbers over their sum.</summary>
    /// <param name="x">Whole vectors; what lies behind the numbers becomes zero.</param>
    /// <param name="count">At least one.</param>
    public static void Softmax(Span<float> x, int count)
    {
        x[count..].Fill(float.NegativeInfinity);
        Span<Vector<float>> wide = Vectors(x);
        Vector<float> most = wide[0];
        for (int i = 1; i < wide.Length; i++)
            most = Vector.Max(most, wide[i]);
        float largest = most[0];
        for (int lane = 1; lane < Wide; lane++)
            largest = MathF.Max(largest, most[lane]);
        Vector<float> shift = new(largest), sums = Vector<float>.Zero;
        for (int i = 0; i < wide.Length; i++)
            wide[i] = Exp(wide[i] - shift);
        x[count..].Clear();
        for (int i = 0; i < wide.Length; i++)
            sums += wide[i];
        Vector<float> share = new(1 / Vector.Sum(sums));
        for (int i = 0; i < wide.Length; i++)
            wide[i] *= share;
    }

    /// <summary>The same numbers as vectors.</summary>
    public static Span<Vector<float>> Vectors(Span<float> x) => MemoryMarshal.Cast<float, Vector<float>>(x);

    /// <inheritdoc cref="Vectors(Span{float})"/>
    public static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> x) => MemoryMarshal.Cast<float, Vector<float>>(x);
}
