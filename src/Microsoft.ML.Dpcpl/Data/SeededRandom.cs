namespace Microsoft.ML.Dpcpl.Data;

/// <summary>A small random number generator (SplitMix64) that gives the same numbers on every platform and version.</summary>
internal struct SeededRandom
{
    private ulong _state;

    /// <param name="seed">The seed.</param>
    /// <param name="stream">Separates independent sequences of one seed, such as one per user.</param>
    public SeededRandom(int seed, long stream)
    {
        _state = (ulong)seed;
        _state = Next() ^ (ulong)stream;
        _state = Next();
    }

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="count"/> - 1.</summary>
    public long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>A number above 0 and at most 1.</summary>
    public double Unit() => ((Next() >> 11) + 1) * (1.0 / (1L << 53));
}
