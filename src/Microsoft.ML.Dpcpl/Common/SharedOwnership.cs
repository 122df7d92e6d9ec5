namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Something that several hold: the last one to let go frees it.</summary>
/// <param name="free">Called once.</param>
internal sealed class SharedOwnership(Action free)
{
    private int _holders = 1;

    /// <summary>One more holder; only for who keeps a present one from letting go meanwhile.</summary>
    public SharedOwnership Hold()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>One holder less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            free();
    }
}
