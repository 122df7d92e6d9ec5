using System.Numerics;

namespace Microsoft.ML.Dpcpl.Data;

/// <summary>
/// xoshiro256** by Blackman and Vigna, its state filled by SplitMix64 from (seed, stream): streams of one seed are independent,
/// and the numbers are the same on every machine and .NET version.
/// </summary>
internal struct ShopLogRandom
{
    private ulong _a, _b, _c, _d;

    public ShopLogRandom(long seed, long stream)
    {
        ulong state = (ulong)seed;
        state = SplitMix(ref state) ^ (ulong)stream;
        (_a, _b, _c, _d) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0..<paramref name="count"/> - 1; the bias of 2^-64 x count does not matter here.</summary>
    public int Next(int count) => (int)Math.BigMul(NextUInt64(), (ulong)count, out _);

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>An index drawn by weight; <paramref name="cumulative"/> holds the running sums of the weights.</summary>
    public int NextIndex(double[] cumulative)
    {
        double x = NextDouble() * cumulative[^1];
        int index = Array.BinarySearch(cumulative, x);
        return Math.Min(index < 0 ? ~index : index + 1, cumulative.Length - 1);
    }

    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
