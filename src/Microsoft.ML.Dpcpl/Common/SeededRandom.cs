using System.Runtime.CompilerServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>
/// The one generator of the library: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). A stream is named by a seed and a few
/// numbers (stage, epoch, step), so a resumed run draws what an uninterrupted one would, without saving any state.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A seed for the stream named by the numbers.</summary>
    public static ulong Derive(ulong seed, params ReadOnlySpan<int> name)
    {
        ulong result = Mix(seed + Gamma);
        foreach (int part in name)
            result = Mix(result ^ Mix((uint)part + Gamma));
        return result;
    }

    public ulong NextUInt64() => Mix(_state += Gamma);

    /// <summary>Uniform over 0..bound-1 without bias (Lemire's multiply and reject); bound must be positive.</summary>
    public int NextInt32(int bound)
    {
        uint range = (uint)bound;
        ulong product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = (uint)-(int)range % range;
            while ((uint)product < threshold)
                product = (NextUInt64() >> 32) * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>Uniform over 0..bound-1; the bias is below bound / 2^64.</summary>
    public long NextInt64(long bound) => (long)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>Uniform over [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box and Muller; the second value is dropped to keep the stream stateless).</summary>
    public double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
