using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>Items that stand in the same groups in all of several groupings.</summary>
internal static class ItemKinds
{
    /// <param name="groupings">As <see cref="ItemCaps.Groupings"/> has them.</param>
    /// <returns>The kind of each item, and of each kind the least of the caps of its groups; <see cref="int.MaxValue"/> where it has none.</returns>
    public static (int[] Of, int[] Most) Of((int[] Of, int[] Most)[] groupings)
    {
        var (kinds, most) = (new int[groupings[0].Of.Length], new List<int> { int.MaxValue });
        foreach ((int[] groups, int[] mostOfGroup) in groupings)
        {
            var joined = new Dictionary<(int Kind, int Group), int>();
            var mostOfJoined = new List<int>();
            for (int item = 0; item < kinds.Length; item++)
            {
                (int kind, int group) = (kinds[item], groups[item]);
                ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(joined, (kind, group), out bool known);
                if (!known)
                {
                    id = mostOfJoined.Count;
                    mostOfJoined.Add(group == 0 ? most[kind] : Math.Min(most[kind], mostOfGroup[group]));
                }

                kinds[item] = id;
            }

            most = mostOfJoined;
        }

        return (kinds, [.. most]);
    }
}
