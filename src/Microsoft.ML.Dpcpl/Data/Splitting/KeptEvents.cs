using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>The events of some rows that a plan keeps.</summary>
/// <param name="Store">Those events, a row for each row asked for.</param>
/// <param name="PretrainLengths">Leading events of each row that belong to the pre-training segment.</param>
internal sealed record KeptEvents(SequenceStore Store, int[] PretrainLengths)
{
    /// <param name="all">All events.</param>
    /// <param name="users">Rows to take.</param>
    /// <param name="keep">What is kept of a row.</param>
    /// <param name="pretrainEnd">Of every row of <paramref name="all"/>, leading events in the pre-training segment.</param>
    /// <param name="env">Is told how far it is; null: nobody is.</param>
    public static KeptEvents Of(SequenceStore all, int[] users, Func<SequenceStore, int, LeaveOneOutPlan.Kept> keep, int[] pretrainEnd, IHostEnvironment? env = null)
    {
        var offsets = new int[users.Length + 1];
        // Every history is looked at twice: to count, to copy.
        var progress = new Progress(env, "splitting, two passes", 2L * users.Length, "histories");
        ForAll(users.Length, progress, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                LeaveOneOutPlan.Kept kept = keep(all, users[row]);
                ReadOnlySpan<int> items = all.ItemsOf(users[row]);
                int count = 0;
                for (int i = 0; i < items.Length; i++)
                    count += kept.Has(i, items[i]) ? 1 : 0;
                offsets[row + 1] = count;
            }
        });
        for (int row = 0; row < users.Length; row++)
            offsets[row + 1] += offsets[row];
        var (itemsKept, behaviorsKept, timesKept) = (new int[offsets[^1]], new byte[offsets[^1]], new long[offsets[^1]]);
        var pretrainLengths = new int[users.Length];
        ForAll(users.Length, progress, (from, to) =>
        {
            for (int row = from, at = offsets[from]; row < to; row++)
            {
                int user = users[row];
                LeaveOneOutPlan.Kept kept = keep(all, user);
                ReadOnlySpan<int> items = all.ItemsOf(user);
                ReadOnlySpan<byte> behaviors = all.BehaviorsOf(user);
                ReadOnlySpan<long> times = all.TimesOf(user);
                for (int i = 0; i < items.Length; i++)
                {
                    if (!kept.Has(i, items[i]))
                        continue;
                    (itemsKept[at], behaviorsKept[at], timesKept[at]) = (items[i], behaviors[i], times[i]);
                    at++;
                    if (i < pretrainEnd[user])
                        pretrainLengths[row]++;
                }
            }
        });
        return new KeptEvents(new SequenceStore(offsets, itemsKept, behaviorsKept, timesKept), pretrainLengths);
    }

    /// <summary>Works on rows in parallel, on many of them at a time.</summary>
    private static void ForAll(int rows, Progress progress, Action<int, int> work)
    {
        const int atATime = 4096;
        Parallel.For(0, (rows + atATime - 1) / atATime, part =>
        {
            (int from, int to) = (part * atATime, Math.Min(rows, (part + 1) * atATime));
            work(from, to);
            progress.Add(to - from);
        });
    }
}
