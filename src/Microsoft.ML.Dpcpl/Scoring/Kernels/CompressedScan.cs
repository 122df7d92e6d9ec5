using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>
/// Finds a user's best items in a compressed table: items whose upper bound reaches the K-th best lower bound are candidates, and
/// candidates are scored from the 32-bit table. The result is that of <see cref="CatalogScan"/>, bit by bit.
/// </summary>
internal static unsafe class CompressedScan
{
    /// <summary>Users at most: more of them share the reading of the 32-bit table to greater profit.</summary>
    public const int MostUsers = 4;

    private const int PieceItems = 512;

    /// <summary>False when the user's vector cannot be compressed; then nothing was done.</summary>
    /// <param name="items">The compressed table.</param>
    /// <param name="user">The user's vector.</param>
    /// <param name="table">The 32-bit table, [itemCount + 1, width].</param>
    /// <param name="itemCount">V.</param>
    /// <param name="width">d.</param>
    /// <param name="row">What is hidden, and receives the best items.</param>
    public static bool TryScan(CompressedItems items, float* user, float* table, int itemCount, int width, RowScan row)
    {
        if (items.Prepare(user) is not { } prepared)
            return false;
        BestItems best = row.Top!;
        var all = new Candidates(best.Another());
        ItemParts.Share(
            itemCount,
            (long)itemCount * width / 4,
            () => new Candidates(best.Another()),
            (found, first, end) => Scan(items, prepared, first, end, found, row),
            all.Add);
        foreach ((int item, float upper) in all.Items)
        {
            if (!all.RulesOut(item, upper))
                best.Offer(item, Raised(row.Lift, item, DotProducts.One(user, table + ((long)item * width), width)));
        }

        return true;
    }

    private static float Raised(ItemLift? lift, int item, float score) => lift is null ? score : lift.Raised(item, score);

    private static void Scan(CompressedItems items, CompressedUser user, int first, int end, Candidates found, RowScan row)
    {
        float* lower = stackalloc float[PieceItems], upper = stackalloc float[PieceItems];
        for (; first < end; first += PieceItems)
        {
            int count = Math.Min(PieceItems, end - first);
            items.Bounds(user, first, count, lower, upper);
            row.Lift?.Raise(first, new Span<float>(lower, count));
            row.Lift?.Raise(first, new Span<float>(upper, count));
            found.Take(first, new ReadOnlySpan<float>(lower, count), new ReadOnlySpan<float>(upper, count), row);
        }
    }

    /// <summary>Items that may be among the best, and the best lower bounds.</summary>
    /// <param name="sure">Receives the items with their lower bounds.</param>
    private sealed class Candidates(BestItems sure)
    {
        public BestItems Sure => sure;

        public List<(int Item, float Upper)> Items { get; } = [];

        /// <summary>Whether an item with that upper bound cannot be among the best.</summary>
        public bool RulesOut(int item, float upper) => sure.RulesOut(item, upper);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Take(int first, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, RowScan row)
        {
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(upper);
            for (int i = 0; i < upper.Length;)
            {
                int vector = i / Vector<float>.Count, end = Math.Min(upper.Length, i + Vector<float>.Count);
                if (vector < vectors.Length && Vector.LessThanAll(vectors[vector], new Vector<float>(sure.Threshold)))
                {
                    i = end;
                    continue;
                }

                for (; i < end; i++)
                {
                    if (sure.RulesOut(first + i, upper[i]) || row.Hides(first + i))
                        continue;
                    Items.Add((first + i, upper[i]));
                    sure.Offer(first + i, lower[i]);
                }
            }
        }

        public void Add(Candidates other)
        {
            Items.AddRange(other.Items);
            sure.Offer(other.Sure);
        }
    }
}
