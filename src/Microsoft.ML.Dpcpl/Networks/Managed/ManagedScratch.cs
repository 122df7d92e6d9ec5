namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>The memory of passes on one thread: taken piece by piece, given back from the end, and kept from pass to pass, so that none allocates once the first is over.</summary>
internal sealed class ManagedScratch
{
    [ThreadStatic]
    private static ManagedScratch? t_own;

    private float[] _numbers = [];
    private int _used;
    private int _most;

    /// <summary>That of the calling thread, of which nothing is taken yet.</summary>
    public static ManagedScratch Begin()
    {
        ManagedScratch own = t_own ??= new ManagedScratch();
        if (own._most > own._numbers.Length)
            own._numbers = new float[own._most];
        own._used = 0;
        return own;
    }

    /// <summary>How much is taken.</summary>
    public int Taken => _used;

    /// <summary>Takes numbers of any value.</summary>
    public Span<float> Take(int count)
    {
        int start = _used;
        _used = checked(start + count);
        _most = Math.Max(_most, _used);
        // A first pass, or a longer window than before: the next pass finds enough.
        return _used > _numbers.Length ? new float[count] : _numbers.AsSpan(start, count);
    }

    /// <summary>Gives back all that was taken since <see cref="Taken"/> was <paramref name="taken"/>.</summary>
    public void Release(int taken) => _used = taken;
}
