using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>The users and items of a log that stay; by number, from 1 on.</summary>
internal sealed record CoreStays(bool[] Users, bool[] Items, long Count)
{
    public bool Has(int user, int item) => Users[user] && Items[item];

    /// <summary>Drops items, then users, without enough events among those that are left; again and again, or once.</summary>
    /// <param name="log">The events; those with a number 0 are left out.</param>
    /// <param name="userCount">The largest number of a user.</param>
    /// <param name="itemCount">The largest number of an item.</param>
    /// <param name="minInteractions">What is enough.</param>
    /// <param name="iterative">Until nothing changes any more.</param>
    /// <param name="env">Is told how far it is; null: nobody is.</param>
    public static CoreStays Find(EventLog log, int userCount, int itemCount, int minInteractions, bool iterative, IHostEnvironment? env = null)
    {
        bool[] users = new bool[userCount + 1], items = new bool[itemCount + 1];
        users.AsSpan(1).Fill(true);
        items.AsSpan(1).Fill(true);
        var stays = new CoreStays(users, items, 0);
        // How many rounds there will be nobody knows.
        var progress = new Progress(env, "filtering by core", null, Progress.Events);
        long before, left = log.Count;
        do
        {
            before = left;
            Keep(items, Counts(log, stays, ofUsers: false, progress), minInteractions);
            int[] counts = Counts(log, stays, ofUsers: true, progress);
            Keep(users, counts, minInteractions);
            left = 0;
            foreach (int count in counts)
                left += count >= minInteractions ? count : 0;
        }
        while (iterative && left < before);
        return stays with { Count = left };
    }

    private static void Keep(bool[] stays, int[] counts, int minInteractions)
    {
        for (int i = 1; i < stays.Length; i++)
            stays[i] = counts[i] >= minInteractions;
    }

    /// <summary>The number of events left of each user or item; every core counts some of the blocks.</summary>
    private static int[] Counts(EventLog log, CoreStays stays, bool ofUsers, Progress progress)
    {
        int[] sum = new int[(ofUsers ? stays.Users : stays.Items).Length];
        int parts = Math.Clamp(log.BlockCount, 1, Environment.ProcessorCount);
        Parallel.For(0, parts, part =>
        {
            var buffer = new EventBuffer();
            int[] counts = part == 0 && parts == 1 ? sum : new int[sum.Length];
            int[] numbers = ofUsers ? buffer.Users : buffer.Items;
            for (int block = part; block < log.BlockCount; block += parts)
            {
                log.ReadPairs(block, buffer);
                for (int i = 0; i < buffer.Count; i++)
                {
                    if (stays.Has(buffer.Users[i], buffer.Items[i]))
                        counts[numbers[i]]++;
                }
                progress.Add(buffer.Count);
            }
            if (counts == sum)
                return;
            lock (sum)
            {
                for (int i = 0; i < sum.Length; i++)
                    sum[i] += counts[i];
            }
        });
        return sum;
    }
}
