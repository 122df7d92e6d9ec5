using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>A user's events before a cut, without the events on one item: a history as it would be if they had never happened.</summary>
internal sealed class UserHistoryBuffer
{
    private int[] _items = [];
    private byte[] _behaviors = [];
    private long[] _times = [];

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Leading events that belong to the pre-training segment H_u.</summary>
    public int PretrainLength { get; private set; }

    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    public ReadOnlySpan<byte> Behaviors => _behaviors.AsSpan(0, Count);

    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <param name="store">Histories.</param>
    /// <param name="cut">Which events of which one.</param>
    public void Fill(SequenceStore store, HistoryCut cut) => Fill(store, cut.User, cut.Length, cut.PretrainLength, cut.ExcludedItem);

    /// <param name="store">Histories.</param>
    /// <param name="user">Which one.</param>
    /// <param name="length">Leading events to take.</param>
    /// <param name="pretrainLength">How many of the user's leading events belong to H_u.</param>
    /// <param name="excludedItem">Item whose events are left out; 0 leaves out none.</param>
    public void Fill(SequenceStore store, int user, int length, int pretrainLength, int excludedItem)
    {
        if (_items.Length < length)
        {
            int size = Math.Max(length, 2 * _items.Length);
            (_items, _behaviors, _times) = (new int[size], new byte[size], new long[size]);
        }

        ReadOnlySpan<int> items = store.ItemsOf(user)[..length];
        ReadOnlySpan<byte> behaviors = store.BehaviorsOf(user);
        ReadOnlySpan<long> times = store.TimesOf(user);
        (Count, PretrainLength) = (0, 0);
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] == excludedItem && excludedItem != 0)
                continue;
            (_items[Count], _behaviors[Count], _times[Count]) = (items[i], behaviors[i], times[i]);
            Count++;
            if (i < pretrainLength)
                PretrainLength = Count;
        }
    }
}
