using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Items;

/// <summary>Which user touched which item, under whatever behavior and however often.</summary>
internal static class DistinctItems
{
    /// <summary>A row per history with its known items, each once, in ascending order.</summary>
    /// <param name="data">Histories.</param>
    /// <param name="lengths">Leading events of each history that count; null: all.</param>
    public static SparseRows Of(SequenceData data, int[]? lengths = null)
    {
        var seen = new SeenItems();
        var offsets = new int[data.Store.UserCount + 1];
        var items = new int[data.Store.EventCount];
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            ReadOnlySpan<int> touched = seen.Fill(data.Store.ItemsOf(user)[..(lengths?[user] ?? data.Store.Length(user))], data.Store.BehaviorsOf(user), null, data.ItemCount);
            touched.CopyTo(items.AsSpan(offsets[user]));
            offsets[user + 1] = offsets[user] + touched.Length;
        }

        return SparseRows.From(offsets, items);
    }
}
