using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>The items that most users touched beside an item, under one behavior.</summary>
internal static class NearItems
{
    /// <summary>A row for each item 0..V with as many others at most; of those with equal counts the ones of smaller ids.</summary>
    /// <param name="touched">Items of each user under the behavior.</param>
    /// <param name="items">V.</param>
    /// <param name="neighbors">Others kept.</param>
    public static SparseRows Of(SparseRows touched, int items, int neighbors)
    {
        SparseRows users = touched.Transpose(items + 1);
        var near = new int[items + 1][];
        // Each item is one thread's work from beginning to end, so the result does not depend on their number.
        Parallel.For(
            0,
            items + 1,
            new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads() },
            () => new int[items + 1],
            (item, _, counts) =>
            {
                var found = new List<int>();
                foreach (int user in users[item])
                {
                    foreach (int other in touched[user])
                    {
                        if (other != item && counts[other]++ == 0)
                            found.Add(other);
                    }
                }

                var best = new TopList(neighbors);
                foreach (int other in found.Order())
                    best.Offer(other, counts[other]);
                near[item] = new int[best.Count];
                best.Drain(near[item], new float[near[item].Length]);
                foreach (int other in found)
                    counts[other] = 0;
                return counts;
            },
            static _ => { });
        int[] rows = [.. near.SelectMany((others, item) => Enumerable.Repeat(item, others.Length))];
        return SparseRows.FromEntries(items + 1, rows, [.. near.SelectMany(others => others)]);
    }
}
