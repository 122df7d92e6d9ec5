namespace Microsoft.ML.Dpcpl.Data;

/// <summary>Collects events in any order and turns them into a <see cref="SequenceStore"/>.</summary>
internal sealed class EventGrouping
{
    private int[] _users = new int[1024];
    private int[] _items = new int[1024];
    private byte[] _behaviors = new byte[1024];
    private long[] _times = new long[1024];
    private int _count;

    /// <summary>Events left out because they equal another event of the user in item, behaviour and time.</summary>
    public int Duplicates { get; private set; }

    public void Add(int user, int item, byte behavior, long time)
    {
        if (_count == _users.Length)
            Grow();
        (_users[_count], _items[_count], _behaviors[_count], _times[_count]) = (user, item, behavior, time);
        _count++;
    }

    /// <summary>Sorts the events by user and time, stably, and hands them over; the collection is empty afterwards.</summary>
    public SequenceStore ToStore(int userCount, TieBreak tieBreak, bool dropDuplicates)
    {
        var offsets = new int[userCount + 1];
        for (int i = 0; i < _count; i++)
            offsets[_users[i] + 1]++;
        for (int user = 0; user < userCount; user++)
            offsets[user + 1] += offsets[user];

        var next = offsets[..userCount];
        var items = new int[_count];
        var behaviors = new byte[_count];
        var times = new long[_count];
        for (int i = 0; i < _count; i++)
        {
            int at = next[_users[i]]++;
            (items[at], behaviors[at], times[at]) = (_items[i], _behaviors[i], _times[i]);
        }
        (_users, _items, _behaviors, _times, _count) = ([], [], [], [], 0);

        var order = new TimeOrder();
        for (int user = 0; user < userCount; user++)
        {
            int start = offsets[user], length = offsets[user + 1] - start;
            order.Sort(items.AsSpan(start, length), behaviors.AsSpan(start, length), times.AsSpan(start, length), tieBreak);
        }
        if (dropDuplicates)
            DropDuplicates(offsets, items, behaviors, times);
        return new SequenceStore(offsets, items, behaviors, times);
    }

    private void DropDuplicates(int[] offsets, int[] items, byte[] behaviors, long[] times)
    {
        var seen = new HashSet<(int Item, byte Behavior)>();
        int kept = 0;
        for (int user = 0, start = 0; user < offsets.Length - 1; user++)
        {
            int end = offsets[user + 1];
            for (int i = start; i < end; i++)
            {
                bool tied = (i > start && times[i] == times[i - 1]) || (i + 1 < end && times[i] == times[i + 1]);
                if (i == start || times[i] != times[i - 1])
                    seen.Clear();
                if (tied && !seen.Add((items[i], behaviors[i])))
                {
                    Duplicates++;
                    continue;
                }
                (items[kept], behaviors[kept], times[kept]) = (items[i], behaviors[i], times[i]);
                kept++;
            }
            start = end;
            offsets[user + 1] = kept;
        }
    }

    private void Grow()
    {
        if (_count == Array.MaxLength)
            throw new InvalidOperationException($"More than {Array.MaxLength:N0} events cannot be grouped.");
        int size = (int)Math.Min(Array.MaxLength, 2L * _count);
        Array.Resize(ref _users, size);
        Array.Resize(ref _items, size);
        Array.Resize(ref _behaviors, size);
        Array.Resize(ref _times, size);
    }
}
