using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>Events of each item under the target behavior, all events breaking ties: what a user without history is shown.</summary>
internal static class TargetPopularity
{
    /// <summary>V + 1 figures; entry 0, which belongs to no item, is 0.</summary>
    public static float[] Of(SequenceData train, byte targetBehavior)
    {
        var all = new float[train.ItemCount + 1];
        var target = new float[train.ItemCount + 1];
        for (int i = 0; i < train.Store.EventCount; i++)
        {
            int item = train.Store.Items[i];
            all[item]++;
            if (train.Store.Behaviors[i] == targetBehavior)
                target[item]++;
        }

        (all[0], target[0]) = (0, 0);
        float most = all.Max() + 1;
        for (int item = 0; item < all.Length; item++)
            target[item] += all[item] / most;
        return target;
    }
}
