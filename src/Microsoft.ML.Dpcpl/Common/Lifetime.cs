namespace Microsoft.ML.Dpcpl.Common;

/// <summary>
/// Lets many threads use something that one of them may end: uses under way go on, later ones are refused, and what there is to free is
/// freed when the last use is over.
/// </summary>
/// <param name="free">Called once, by whoever is the last to leave.</param>
/// <param name="refusal">What a use after the end throws.</param>
internal sealed class Lifetime(Action free, Func<ObjectDisposedException> refusal)
{
    private const long Ended = 1L << 62;

    /// <summary>Uses under way, and a bit for the end.</summary>
    private long _state;

    /// <summary>Begins a use, which lasts until the result is disposed, once.</summary>
    /// <exception cref="ObjectDisposedException">The end has come.</exception>
    public Use Begin()
    {
        for (long state = Volatile.Read(ref _state); (state & Ended) == 0;)
        {
            long found = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (found == state)
                return new Use(this);
            state = found;
        }

        throw refusal();
    }

    /// <summary>Ends it; further calls do nothing. Does not wait for uses under way.</summary>
    public void End()
    {
        // Whoever sees the end without a use under way frees: here, or where the last one leaves.
        if (Interlocked.Or(ref _state, Ended) == 0)
            free();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _state) == Ended)
            free();
    }

    /// <summary>A use under way; the default value is one of nothing.</summary>
    public readonly struct Use(Lifetime of) : IDisposable
    {
        public void Dispose() => of?.Leave();
    }
}
