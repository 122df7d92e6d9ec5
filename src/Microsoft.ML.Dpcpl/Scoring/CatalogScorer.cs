using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>Scores user vectors against the whole item table: best items, and where each row's label stands.</summary>
/// <remarks>
/// On the CPU a <see cref="CatalogScan"/> looks at every score once and keeps none. Elsewhere, one block of rows meets all items in one
/// matrix product; a block holds few enough rows for its scores to stay small, so the whole matrix of users and items never exists.
/// Either way a label and its competitors get their scores from the same arithmetic, and equal items tie. Safe for concurrent calls.
/// </remarks>
internal static class CatalogScorer
{
    /// <param name="users">One vector a row, [rows, d].</param>
    /// <param name="itemTable">[V + 1, d] on the same device; row 0 belongs to no item.</param>
    /// <param name="popularity">V + 1 scores for rows of which no item is known.</param>
    /// <param name="rows">The histories, and labels and candidates where the request needs them.</param>
    /// <param name="request">What to find.</param>
    /// <param name="lifts">What is added to each row's scores; null for nothing.</param>
    /// <param name="tables">Where the compressed form of the item table is that the request names; null when it names none.</param>
    /// <param name="popularityFor">Popularity for a row, in place of that for all; null: it is the same for all.</param>
    /// <param name="interests">Parts of each vector, of whose dot products a score is the largest.</param>
    public static ScoredRow[] Score(
        torch.Tensor users,
        torch.Tensor itemTable,
        ReadOnlySpan<float> popularity,
        SequenceData rows,
        ScoringRequest request,
        ItemLift[]? lifts = null,
        ScoringTables? tables = null,
        PopularityFor? popularityFor = null,
        int interests = 1)
    {
        CheckShapes(users, itemTable, popularity, rows);
        return CatalogScan.Serves(itemTable) && users.dtype == torch.ScalarType.Float32
            ? ScoreByScan(users, itemTable, popularity, rows, request, lifts, tables, popularityFor, interests)
            : ScoreByProduct(users, itemTable, popularity, rows, request, lifts, popularityFor: popularityFor, interests: interests);
    }

    /// <summary>The plain form of <see cref="Score"/>: all scores of a block of rows, then one row after the other.</summary>
    internal static ScoredRow[] ScoreByProduct(
        torch.Tensor users,
        torch.Tensor itemTable,
        ReadOnlySpan<float> popularity,
        SequenceData rows,
        ScoringRequest request,
        ItemLift[]? lifts = null,
        int rowsPerBlock = 0,
        PopularityFor? popularityFor = null,
        int interests = 1)
    {
        CheckShapes(users, itemTable, popularity, rows);
        int items = checked((int)itemTable.shape[0]);
        var results = new ScoredRow[rows.Store.UserCount];
        var reader = new RowScorer(rows, request, items - 1);
        int block = rowsPerBlock > 0 ? rowsPerBlock : ScoreBlock.Rows(items);
        using var noGrad = torch.no_grad();
        for (int first = 0; first < results.Length; first += block)
        {
            int count = Math.Min(block, results.Length - first);
            using var scope = torch.NewDisposeScope();
            torch.Tensor scores = LargestProducts.Of(users.narrow(0, first, count), itemTable, interests).to(torch.float32).cpu().contiguous();
            Span<float> values = MemoryMarshal.Cast<byte, float>(scores.bytes);
            for (int i = 0; i < count; i++)
            {
                int row = first + i;
                lifts?[row].Raise(0, values.Slice(i * items, items));
                results[row] = reader.HasKnownItem(row)
                    ? reader.Score(row, values.Slice(i * items, items))
                    : reader.Score(row, popularityFor is null ? popularity : popularityFor(row));
            }
        }

        return results;
    }

    private static unsafe ScoredRow[] ScoreByScan(
        torch.Tensor users,
        torch.Tensor itemTable,
        ReadOnlySpan<float> popularity,
        SequenceData rows,
        ScoringRequest request,
        ItemLift[]? lifts,
        ScoringTables? tables,
        PopularityFor? popularityFor,
        int interests)
    {
        int items = checked((int)itemTable.shape[0] - 1), width = (int)itemTable.shape[1];
        var results = new ScoredRow[rows.Store.UserCount];
        var reader = new RowScorer(rows, request, items);
        var scans = new RowScan?[results.Length];
        using torch.Tensor vectors = users.contiguous();
        var user = new TensorRows(vectors);
        var table = new TensorRows(itemTable);
        for (int row = 0; row < results.Length; row++)
        {
            if (reader.HasKnownItem(row))
                scans[row] = reader.Scan(row, new(new ComputedScores(user[row], table.Start, items, width, interests), lifts?[row]));
            else
                results[row] = reader.Score(row, popularityFor is null ? popularity : popularityFor(row));
        }

        var left = (RowScan?[])scans.Clone();
        if (request.TopK > 0 && !request.LabelRanks && left.Length <= CompressedScan.MostUsers && tables?.Of(request.Table) is { } compressed)
        {
            for (int row = 0; row < left.Length; row++)
            {
                if (left[row] is { } scan && CompressedScan.TryScan(compressed, user[row], table.Start, items, width, scan))
                    left[row] = null;
            }
        }

        if ((request.TopK > 0 || request.LabelRanks) && Array.Exists(left, scan => scan is not null))
            CatalogScan.Pass(user.Start, table.Start, items, width, left, interests);
        for (int row = 0; row < results.Length; row++)
        {
            if (scans[row] is not { } scan)
                continue;
            results[row] = reader.Score(row, new(new ComputedScores(user[row], table.Start, items, width, interests), lifts?[row]), scan);
        }

        return results;
    }

    private static void CheckShapes(torch.Tensor users, torch.Tensor itemTable, ReadOnlySpan<float> popularity, SequenceData rows)
    {
        if (users.dim() != 2 || itemTable.dim() != 2 || users.shape[1] != itemTable.shape[1])
        {
            throw new ArgumentException(
                $"User vectors [{string.Join(", ", users.shape)}] do not fit the item table [{string.Join(", ", itemTable.shape)}].");
        }

        if (users.shape[0] != rows.Store.UserCount || popularity.Length != itemTable.shape[0])
        {
            throw new ArgumentException(
                $"{rows.Store.UserCount} rows and {itemTable.shape[0]} items, but {users.shape[0]} user vectors and " +
                $"{popularity.Length} popularity scores.");
        }
    }
}

/// <summary>V + 1 scores for a row of which no item is known; valid until the next call on this thread.</summary>
internal delegate ReadOnlySpan<float> PopularityFor(int row);
