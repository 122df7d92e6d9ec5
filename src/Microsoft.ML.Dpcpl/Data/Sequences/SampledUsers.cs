using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Draws users of a log, every set of so many with the same chance.</summary>
internal static class SampledUsers
{
    /// <param name="log">The events; those with a number 0 are left out.</param>
    /// <param name="userCount">The largest number of a user.</param>
    /// <param name="itemCount">The largest number of an item.</param>
    /// <param name="count">Users to draw; all stay where there are fewer.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static CoreStays Find(EventLog log, int userCount, int itemCount, int count, int seed)
    {
        // The numbers depend on which core read what; the order of the users' first events does not.
        int[] events = new int[userCount + 1], order = new int[userCount];
        int found = 0;
        var buffer = new EventBuffer();
        for (int block = 0; block < log.BlockCount; block++)
        {
            log.ReadPairs(block, buffer);
            for (int i = 0; i < buffer.Count; i++)
            {
                int user = buffer.Users[i];
                if (user != 0 && buffer.Items[i] != 0 && events[user]++ == 0)
                    order[found++] = user;
            }
        }

        new SeededRandom(SeededRandom.Derive((ulong)seed)).Shuffle(order.AsSpan(0, found));
        bool[] users = new bool[userCount + 1], items = new bool[itemCount + 1];
        items.AsSpan(1).Fill(true);
        long left = 0;
        foreach (int user in order.AsSpan(0, Math.Min(count, found)))
        {
            users[user] = true;
            left += events[user];
        }

        return new CoreStays(users, items, left);
    }
}
