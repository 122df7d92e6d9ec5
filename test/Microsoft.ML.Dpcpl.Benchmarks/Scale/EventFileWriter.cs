using System.Buffers.Text;
using System.Text;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Writes a file of events of any size, the same one for the same arguments.</summary>
internal static class EventFileWriter
{
    private const long FirstTime = 1_704_067_200, Seconds = 365 * 86_400;
    private static readonly string[] Behaviors = ["click", "click", "click", "click", "click", "click", "fav", "cart", "cart", "buy"];

    /// <param name="path">The file to write.</param>
    /// <param name="events">Number of events.</param>
    /// <param name="names">Number of users, and of items.</param>
    /// <param name="sorted">True: user after user, each in order of time. False: users and times in random order.</param>
    public static void Write(string path, long events, long names, bool sorted)
    {
        byte[][] behaviors = [.. Behaviors.Select(name => Encoding.ASCII.GetBytes("," + name + ","))];
        int shortest = (int)(events / names / 2);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        byte[] buffer = new byte[1 << 20];
        int at = 0;
        "user,item,behavior,time\n"u8.CopyTo(buffer);
        at += "user,item,behavior,time\n".Length;
        ulong state = 88172645463325252;
        (long user, int left, long time) = (-1, 0, 0);
        for (long i = 0; i < events; i++)
        {
            if (at > buffer.Length - 100)
            {
                file.Write(buffer, 0, at);
                at = 0;
            }
            if (!sorted)
            {
                (user, time) = (Below(names), FirstTime + Below(Seconds));
            }
            else if (left == 0)
            {
                (user, left, time) = (user + 1, Math.Max(1, shortest + (int)Below((2 * shortest) + 1)), FirstTime + Below(Seconds / 4));
            }
            left--;
            Number(1_000_000 + user);
            buffer[at++] = (byte)',';
            // A long tail: half of the events fall on an eighth of the items.
            double place = Below(1 << 30) / (double)(1 << 30);
            Number(3_000_000 + (long)(place * place * place * names));
            byte[] behavior = behaviors[Below(Behaviors.Length)];
            behavior.CopyTo(buffer, at);
            at += behavior.Length;
            Number(time);
            buffer[at++] = (byte)'\n';
            time += Below(Seconds * 3 / 4 / Math.Max(1, shortest));
        }
        file.Write(buffer, 0, at);

        void Number(long value)
        {
            Utf8Formatter.TryFormat(value, buffer.AsSpan(at), out int length);
            at += length;
        }

        long Below(long bound)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (long)Math.BigMul(state * 0x9E3779B97F4A7C15, (ulong)bound, out _);
        }
    }
}
