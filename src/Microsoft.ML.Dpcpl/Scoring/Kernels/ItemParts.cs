using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Gives parts of the catalog to threads, as many as libtorch is allowed.</summary>
internal static class ItemParts
{
    /// <summary>Items that a thread takes at a time.</summary>
    private const int PartItems = 2048;

    /// <summary>Multiplications (some tens of microseconds) that are not worth waking another thread for.</summary>
    private const long SmallWork = 1 << 20;

    /// <typeparam name="TState">What a thread collects.</typeparam>
    /// <param name="itemCount">Ids are 1..itemCount.</param>
    /// <param name="work">Multiplications in all.</param>
    /// <param name="begin">Called once on each thread.</param>
    /// <param name="scan">Works on the ids from its second argument up to, not including, its third; a thread gets them in ascending order.</param>
    /// <param name="end">Hands in what a thread collected; never called twice at a time.</param>
    public static void Share<TState>(int itemCount, long work, Func<TState> begin, Action<TState, int, int> scan, Action<TState> end)
    {
        int parts = (itemCount + PartItems - 1) / PartItems;
        int threads = work <= SmallWork ? 1 : Math.Min(parts, Math.Min(torch.get_num_threads(), Environment.ProcessorCount));
        if (threads <= 1)
        {
            TState state = begin();
            scan(state, 1, itemCount + 1);
            end(state);
            return;
        }

        int next = 0;
        var turn = new Lock();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            TState state = begin();
            for (int part; (part = Interlocked.Increment(ref next) - 1) < parts;)
                scan(state, 1 + (part * PartItems), Math.Min(itemCount + 1, 1 + ((part + 1) * PartItems)));
            lock (turn)
                end(state);
        });
    }
}
