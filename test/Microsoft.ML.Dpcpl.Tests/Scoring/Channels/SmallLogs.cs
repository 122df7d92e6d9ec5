using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

/// <summary>Logs small enough to count by hand.</summary>
internal static class SmallLogs
{
    public const int Items = 7;

    /// <summary>Users of up to nine events, days apart, some of them on unknown items; behavior 2 now and then.</summary>
    public static readonly Gen<SequenceData> Drawn = Gen.Select(Gen.Int[0, Items], Gen.Int[0, 3]).Array[1, 9].Array[2, 5].Select(users =>
    {
        int[] offsets = [0, .. users.Select((_, u) => users[..(u + 1)].Sum(events => events.Length))];
        return new SequenceData
        {
            Store = new SequenceStore(
                offsets,
                [.. users.SelectMany(events => events.Select(e => e.Item1))],
                [.. users.SelectMany(events => events.Select(e => (byte)(e.Item2 == 3 ? 2 : 1)))],
                [.. users.SelectMany(events => events.Select((_, i) => 86_400L * events[..(i + 1)].Sum(e => e.Item2)))]),
            BehaviorNames = ["click", "buy"],
            ItemCount = Items,
        };
    });

    public static int[] Lengths(SequenceData log) => [.. Enumerable.Range(0, log.Store.UserCount).Select(log.Store.Length)];

    /// <summary>The same log with other items beyond some lengths.</summary>
    public static SequenceData ChangedBeyond(SequenceData log, int[] lengths)
    {
        SequenceStore store = log.Store;
        int[] items = [.. store.Items];
        for (int user = 0; user < lengths.Length; user++)
        {
            for (int e = store.Start(user) + lengths[user]; e < store.End(user); e++)
                items[e] = 1 + ((items[e] + 3) % Items);
        }

        int[] offsets = [0, .. Enumerable.Range(0, store.UserCount).Select(store.End)];
        return log.With(new SequenceStore(offsets, items, [.. store.Behaviors], [.. store.Times]));
    }
}
