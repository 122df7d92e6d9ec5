using System.Numerics;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>How popular the items are: by their events.</summary>
internal static class ItemPopularity
{
    /// <summary>Events of each item, V + 1 figures; entry 0, which belongs to no item, is 0.</summary>
    /// <param name="store">Histories.</param>
    /// <param name="itemCount">V.</param>
    /// <param name="behavior">Only events of this behavior; null takes all.</param>
    /// <param name="lengths">Only so many leading events of every user; null takes all.</param>
    public static int[] Events(SequenceStore store, int itemCount, byte? behavior = null, int[]? lengths = null)
    {
        var counts = new int[itemCount + 1];
        for (int user = 0; user < store.UserCount; user++)
        {
            ReadOnlySpan<int> items = store.ItemsOf(user);
            ReadOnlySpan<byte> behaviors = store.BehaviorsOf(user);
            int length = lengths?[user] ?? items.Length;
            for (int e = 0; e < length; e++)
            {
                if (behavior is null || behaviors[e] == behavior)
                    counts[items[e]]++;
            }
        }

        counts[0] = 0;
        return counts;
    }

    /// <summary>
    /// Events of each item under the target behavior, all events breaking ties: target + all / (largest all + 1). V + 1 figures; entry 0,
    /// which belongs to no item, is 0.
    /// </summary>
    public static T[] Scores<T>(SequenceData train, byte targetBehavior)
        where T : IFloatingPoint<T>
    {
        int[] all = Events(train.Store, train.ItemCount), target = Events(train.Store, train.ItemCount, targetBehavior);
        T most = T.CreateChecked(all.Max()) + T.One;
        return [.. target.Select((count, item) => T.CreateChecked(count) + (T.CreateChecked(all[item]) / most))];
    }
}
