using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>Where each user's label stands among all items that are not hidden from it.</summary>
internal static class CatalogRanks
{
    /// <param name="users">[n, d].</param>
    /// <param name="itemTable">[V + 1, d] on the same device; row 0 belongs to no item.</param>
    /// <param name="labels">[n] item ids; 0 stands in no list, and neither does one that is hidden.</param>
    /// <param name="hidden">Asked for once per user.</param>
    /// <param name="lifts">What is added to each user's scores; null for nothing.</param>
    /// <param name="interests">Parts of each vector, of whose dot products a score is the largest.</param>
    public static Rank[] Of(torch.Tensor users, torch.Tensor itemTable, int[] labels, HiddenItems hidden, ItemLift[]? lifts = null, int interests = 1) =>
        CatalogScan.Serves(itemTable) && users.dtype == torch.ScalarType.Float32
            ? ByScan(users, itemTable, labels, hidden, lifts, interests)
            : ByProduct(users, itemTable, labels, hidden, lifts, interests);

    /// <summary>The plain form of <see cref="Of"/>, from all scores.</summary>
    internal static Rank[] ByProduct(torch.Tensor users, torch.Tensor itemTable, int[] labels, HiddenItems hidden, ItemLift[]? lifts = null, int interests = 1)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor scores = LargestProducts.Of(users, itemTable, interests).to(torch.float32).cpu().contiguous();
        int items = (int)itemTable.shape[0];
        Span<float> values = MemoryMarshal.Cast<byte, float>(scores.bytes);
        var ranks = new Rank[labels.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            Span<float> row = values.Slice(i * items, items);
            lifts?[i].Raise(0, row);
            (int Above, int Tied) all = labels[i] == 0 ? default : ScoreScan.Count<float>(row[1..], row[labels[i]]);
            ranks[i] = ScoreScan.Listed<float, KeptScores<float>>(new(row), labels[i], hidden(i), all);
        }

        return ranks;
    }

    private static unsafe Rank[] ByScan(torch.Tensor users, torch.Tensor itemTable, int[] labels, HiddenItems hidden, ItemLift[]? lifts, int interests)
    {
        int items = checked((int)itemTable.shape[0] - 1), width = (int)itemTable.shape[1];
        using torch.Tensor vectors = users.contiguous();
        var user = new TensorRows(vectors);
        var table = new TensorRows(itemTable);
        var scans = new RowScan[labels.Length];
        LiftedScores<ComputedScores> Computed(int i) => new(new(user[i], table.Start, items, width, interests), lifts?[i]);
        for (int i = 0; i < scans.Length; i++)
            scans[i] = new RowScan(null, labels[i] == 0 ? null : Computed(i)[labels[i]], default, lifts?[i]);
        CatalogScan.Pass(user.Start, table.Start, items, width, scans, interests);
        var ranks = new Rank[labels.Length];
        for (int i = 0; i < ranks.Length; i++)
            ranks[i] = ScoreScan.Listed<float, LiftedScores<ComputedScores>>(Computed(i), labels[i], hidden(i), scans[i].All);
        return ranks;
    }
}
