using Microsoft.ML.Dpcpl.Common;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>One pass of user vectors over the item table on the CPU: scores are looked at while they are in the cache and never kept.</summary>
/// <remarks>
/// Few users cost what reading the table costs, many what the multiplications cost. Threads share the items and each keeps what it
/// finds, so the result does not depend on who took which part.
/// </remarks>
internal static unsafe class CatalogScan
{
    /// <summary>Items of a piece: it stays in the second-level cache while all users pass over it, and the scores of some users in the first.</summary>
    private const int PieceItems = 512, PieceUsers = 2 * TileProducts.TileUsers;

    /// <summary>Users that are worth packing the items for.</summary>
    private const int ManyUsers = 3;

    /// <summary>True for a table of 32-bit floats in this machine's memory, on a processor that has what the kernels need.</summary>
    public static bool Serves(torch.Tensor itemTable) =>
        DotProducts.IsSupported && itemTable.device_type == DeviceType.CPU && itemTable.dtype == torch.ScalarType.Float32 && itemTable.is_contiguous();

    /// <param name="users">[rows, width].</param>
    /// <param name="table">[itemCount + 1, width]; row 0 belongs to no item.</param>
    /// <param name="itemCount">V.</param>
    /// <param name="width">d.</param>
    /// <param name="rows">What is wanted of each row; null for rows to pass over. Receives the results.</param>
    /// <param name="interests">Equal parts of each vector; a score is the largest dot product of two parts in one place.</param>
    public static void Pass(float* users, float* table, int itemCount, int width, RowScan?[] rows, int interests = 1)
    {
        if (rows.Length < ManyUsers)
        {
            Share(itemCount, width, rows, (found, first, end) => ScanEach(users, table, first, end, width, interests, found));
            return;
        }

        using var packed = new AlignedFloats(PackedVectors.Length(rows.Length, width, TileProducts.TileUsers));
        PackedVectors.Pack(users, rows.Length, width, interests, TileProducts.TileUsers, packed.Start);
        Share(itemCount, width, rows, (found, first, end) => ScanTiles(packed.Start, table, first, end, width, interests, found));
    }

    private static void Share(int itemCount, int width, RowScan?[] rows, Action<RowScan?[], int, int> scan) => ItemParts.Share(
        itemCount,
        (long)rows.Length * itemCount * width,
        () => Array.ConvertAll(rows, row => row?.Another()),
        scan,
        found =>
        {
            for (int row = 0; row < rows.Length; row++)
                rows[row]?.Add(found[row]!);
        });

    private static void ScanEach(float* users, float* table, int first, int end, int width, int interests, RowScan?[] rows)
    {
        float* scores = stackalloc float[PieceItems], others = stackalloc float[PieceItems];
        int part = width / interests;
        for (; first < end; first += PieceItems)
        {
            int items = Math.Min(PieceItems, end - first);
            float* item = table + ((long)first * width);
            for (int row = 0; row < rows.Length; row++)
            {
                float* user = users + ((long)row * width);
                DotProducts.Each(user, item, items, part, width, scores);
                for (int interest = 1; interest < interests; interest++)
                {
                    DotProducts.Each(user + (interest * part), item + (interest * part), items, part, width, others);
                    FloatVectors.Raise(new Span<float>(scores, items), new ReadOnlySpan<float>(others, items));
                }

                rows[row]?.Take(first, new Span<float>(scores, items));
            }
        }
    }

    private static void ScanTiles(float* packedUsers, float* table, int first, int end, int width, int interests, RowScan?[] rows)
    {
        const int Block = PieceUsers * PieceItems;
        using var buffer = new AlignedFloats((2 * Block) + PackedVectors.Length(PieceItems, width, TileProducts.TileItems));
        float* scores = buffer.Start, others = scores + Block, packed = others + Block;
        int part = width / interests;
        for (; first < end; first += PieceItems)
        {
            int items = Math.Min(PieceItems, end - first);
            PackedVectors.Pack(table + ((long)first * width), items, width, interests, TileProducts.TileItems, packed);
            for (int row = 0; row < rows.Length; row += PieceUsers)
            {
                int count = Math.Min(PieceUsers, rows.Length - row);
                float* user = packedUsers + ((long)row * part), item = packed;
                TileProducts.All(user, count, item, items, part, scores, PieceItems);
                for (int interest = 1; interest < interests; interest++)
                {
                    user += PackedVectors.Length(rows.Length, part, TileProducts.TileUsers);
                    item += PackedVectors.Length(items, part, TileProducts.TileItems);
                    TileProducts.All(user, count, item, items, part, others, PieceItems);
                    FloatVectors.Raise(new Span<float>(scores, Block), new ReadOnlySpan<float>(others, Block));
                }

                for (int i = 0; i < count; i++)
                    rows[row + i]?.Take(first, new Span<float>(scores + (i * PieceItems), items));
            }
        }
    }
}
