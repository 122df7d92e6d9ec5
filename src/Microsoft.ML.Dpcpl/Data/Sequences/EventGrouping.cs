using System.Numerics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Turns a log into a <see cref="SequenceStore"/>: grouped by user, each user's events in order of time, stably.</summary>
/// <remarks>
/// Memory is what decides here: the log is used up while the arrays of the store fill, so that both together never take much more than
/// the larger one. For that the events go to their places in two steps. First to the partition of their user (some neighboring users)
/// inside the final arrays, in the order of the rows, with the user packed into the bits that times leave free. Then each partition is put
/// in order by itself, with a copy of that partition only.
/// </remarks>
internal static class EventGrouping
{
    /// <summary>About as many partitions there are: few enough to write to all of them in turn, many enough to be small.</summary>
    private const int PartitionBits = 7;

    /// <param name="log">The events by number of user, key of item, key of behavior; it is used up and disposed.</param>
    /// <param name="keys">Translates the numbers of the log; null when they are what the store is to hold.</param>
    /// <param name="userCount">Number of users.</param>
    /// <param name="tieBreak">The order of events at the same time.</param>
    /// <param name="dropDuplicates">Keeps one of events of a user that are equal in item, behavior and time; unknown items (0) are not equal.</param>
    /// <param name="env">Is told how far it is; null: nobody is.</param>
    /// <returns>The store, and the number of events that were dropped.</returns>
    public static (SequenceStore Store, int Duplicates) Group(
        EventLog log, EventKeys? keys, int userCount, TieBreak tieBreak, bool dropDuplicates, IHostEnvironment? env = null)
    {
        using EventLog used = log;
        var buffer = new EventBuffer();
        // Every event is looked at three times: to count, to distribute, to arrange.
        var progress = new Progress(env, "grouping, three passes", 3 * log.Count, Progress.Events);
        int[] offsets = new int[userCount + 1];
        (long first, long last) = (long.MaxValue, long.MinValue);
        for (int block = 0; block < log.BlockCount; block++)
        {
            Read(log, keys, block, buffer);
            for (int i = 0; i < buffer.Count; i++)
            {
                offsets[buffer.Users[i] + 1]++;
                (first, last) = (Math.Min(first, buffer.Times[i]), Math.Max(last, buffer.Times[i]));
            }
            progress.Add(buffer.Count);
        }
        for (int user = 0; user < userCount; user++)
            offsets[user + 1] += offsets[user];
        int count = offsets[userCount];
        if (count == 0)
            return (new SequenceStore(offsets, [], [], []), 0);

        // What is not written is not resident, so the arrays must not be cleared.
        var store = new Arrays(
            offsets, GC.AllocateUninitializedArray<int>(count), GC.AllocateUninitializedArray<byte>(count), GC.AllocateUninitializedArray<long>(count));
        int timeBits = 64 - BitOperations.LeadingZeroCount((ulong)(last - first));
        // With times that leave no bits free a partition is a single user.
        var partitions = new Partitions(Math.Min(Math.Max(0, 32 - BitOperations.LeadingZeroCount((uint)userCount) - PartitionBits), 64 - timeBits), timeBits, first);
        Distribute(log, keys, buffer, store, partitions, progress);
        ArrangeAll(store, partitions, tieBreak, progress);
        if (dropDuplicates)
            DropDuplicates(store);
        return (new SequenceStore(offsets, store.Items, store.Behaviors, store.Times), count - offsets[userCount]);
    }

    private static void Read(EventLog log, EventKeys? keys, int block, EventBuffer buffer)
    {
        log.Read(block, buffer);
        keys?.Apply(buffer);
    }

    /// <summary>Puts every event into its partition: the last one first, since the log is given back from its end.</summary>
    private static void Distribute(EventLog log, EventKeys? keys, EventBuffer buffer, Arrays store, Partitions partitions, Progress progress)
    {
        int users = store.Offsets.Length - 1;
        int[] end = new int[((users - 1) >> partitions.UserBits) + 1];
        for (int i = 0; i < end.Length; i++)
        {
            (_, _, int start, int length) = partitions.Range(i, store.Offsets);
            end[i] = start + length;
        }
        for (int block = log.BlockCount - 1; block >= 0; block--)
        {
            Read(log, keys, block, buffer);
            for (int i = buffer.Count - 1; i >= 0; i--)
            {
                int user = buffer.Users[i];
                int at = --end[user >> partitions.UserBits];
                (store.Items[at], store.Behaviors[at]) = (buffer.Items[i], buffer.Behaviors[i]);
                store.Times[at] = partitions.Pack(user, buffer.Times[i]);
            }
            log.Release(block);
            progress.Add(buffer.Count);
        }
    }

    private static void ArrangeAll(Arrays store, Partitions partitions, TieBreak tieBreak, Progress progress)
    {
        int users = store.Offsets.Length - 1, count = ((users - 1) >> partitions.UserBits) + 1, largest = 0;
        for (int partition = 0; partition < count; partition++)
            largest = Math.Max(largest, partitions.Range(partition, store.Offsets).Length);
        int next = -1;
        Parallel.For(0, Math.Min(count, Environment.ProcessorCount), _ =>
        {
            var scratch = new Scratch(partitions.UserBits == 0 ? 0 : largest, 1 << partitions.UserBits);
            for (int partition; (partition = Interlocked.Increment(ref next)) < count;)
            {
                Arrange(partition, store, partitions, tieBreak, scratch);
                progress.Add(partitions.Range(partition, store.Offsets).Length);
            }
        });
    }

    /// <summary>Groups the events of a partition by user and sorts each user's.</summary>
    private static void Arrange(int partition, Arrays store, Partitions partitions, TieBreak tieBreak, Scratch scratch)
    {
        (int firstUser, int endUser, int start, int length) = partitions.Range(partition, store.Offsets);
        Span<int> items = store.Items.AsSpan(start, length);
        Span<byte> behaviors = store.Behaviors.AsSpan(start, length);
        Span<long> times = store.Times.AsSpan(start, length);
        if (partitions.UserBits == 0)
        {
            foreach (ref long time in times)
                time = partitions.Time(time);
        }
        else
        {
            items.CopyTo(scratch.Items);
            behaviors.CopyTo(scratch.Behaviors);
            times.CopyTo(scratch.Times);
            int[] next = scratch.Next;
            for (int user = firstUser; user < endUser; user++)
                next[user - firstUser] = store.Offsets[user] - start;
            for (int i = 0; i < length; i++)
            {
                long packed = scratch.Times[i];
                int at = next[partitions.User(packed)]++;
                (items[at], behaviors[at], times[at]) = (scratch.Items[i], scratch.Behaviors[i], partitions.Time(packed));
            }
        }
        for (int user = firstUser; user < endUser; user++)
        {
            int from = store.Offsets[user] - start, count = store.Offsets[user + 1] - store.Offsets[user];
            scratch.Order.Sort(items.Slice(from, count), behaviors.Slice(from, count), times.Slice(from, count), tieBreak);
        }
    }

    /// <summary>Moves the events together over those that are dropped.</summary>
    private static void DropDuplicates(Arrays store)
    {
        (int[] offsets, int[] items, byte[] behaviors, long[] times) = (store.Offsets, store.Items, store.Behaviors, store.Times);
        var seen = new HashSet<(int Item, byte Behavior)>();
        int kept = 0;
        for (int user = 0, i = 0; user < offsets.Length - 1; user++)
        {
            int end = offsets[user + 1];
            while (i < end)
            {
                int tied = i + 1;
                while (tied < end && times[tied] == times[i])
                    tied++;
                bool several = tied > i + 1;
                if (several)
                    seen.Clear();
                for (; i < tied; i++)
                {
                    if (several && items[i] != 0 && !seen.Add((items[i], behaviors[i])))
                        continue;
                    (items[kept], behaviors[kept], times[kept]) = (items[i], behaviors[i], times[i]);
                    kept++;
                }
            }
            offsets[user + 1] = kept;
        }
    }

    private sealed record Arrays(int[] Offsets, int[] Items, byte[] Behaviors, long[] Times);

    /// <summary>Partitions of 2^UserBits users each; how a user and a time go into one number.</summary>
    private readonly record struct Partitions(int UserBits, int TimeBits, long FirstTime)
    {
        private readonly ulong _timeMask = TimeBits == 64 ? ulong.MaxValue : (1UL << TimeBits) - 1;
        private readonly int _userMask = (1 << UserBits) - 1;

        public (int FirstUser, int EndUser, int Start, int Length) Range(int partition, int[] offsets)
        {
            int first = partition << UserBits, end = (int)Math.Min(offsets.Length - 1, (partition + 1L) << UserBits);
            return (first, end, offsets[first], offsets[end] - offsets[first]);
        }

        public long Pack(int user, long time) => (long)(((ulong)(uint)(user & _userMask) << TimeBits) | (ulong)(time - FirstTime));

        /// <summary>The number of the user inside its partition.</summary>
        public int User(long packed) => (int)((ulong)packed >> TimeBits);

        public long Time(long packed) => (long)((ulong)packed & _timeMask) + FirstTime;
    }

    /// <summary>Room for a copy of a partition.</summary>
    private sealed class Scratch(int events, int users)
    {
        public TimeOrder Order { get; } = new();

        public int[] Items { get; } = new int[events];

        public byte[] Behaviors { get; } = new byte[events];

        public long[] Times { get; } = new long[events];

        public int[] Next { get; } = new int[users];
    }
}
