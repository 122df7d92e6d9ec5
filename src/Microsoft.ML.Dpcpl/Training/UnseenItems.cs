using Microsoft.ML.Dpcpl.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// Vectors of items that a network never learned from. It met them as negatives alone, so they rank behind all others, though on a log with many new items the next one
/// is often among them: each gets the vector of a random one of the items with the fewest events.
/// </summary>
internal static class UnseenItems
{
    /// <summary>Replaces the rows of items without events. Returns how many there are.</summary>
    /// <param name="table">[V + 1, d]; changed.</param>
    /// <param name="learned">[V + 1]: events on each item that the network learned from.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="first">The first item that may be given another row.</param>
    public static int Fill(Tensor table, int[] learned, ulong seed, int first = 1)
    {
        int[] items = [.. Enumerable.Range(1, learned.Length - 1)], unseen = [.. items.Where(item => item >= first && learned[item] == 0)];
        if (unseen.Length == 0 || !items.Any(item => learned[item] > 0))
            return 0;
        int fewest = items.Where(item => learned[item] > 0).Min(item => learned[item]);
        int[] rare = [.. items.Where(item => learned[item] == fewest)];
        var random = new SeededRandom(seed);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        long[] drawn = [.. unseen.Select(_ => (long)rare[random.NextInt32(rare.Length)])];
        table.index_copy_(0, tensor([.. unseen.Select(item => (long)item)], ScalarType.Int64, table.device), table.index_select(0, tensor(drawn, ScalarType.Int64, table.device)));
        return unseen.Length;
    }
}
