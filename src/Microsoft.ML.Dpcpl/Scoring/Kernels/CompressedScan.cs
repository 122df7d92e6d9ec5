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
    /// <param name="topK">Items wanted.</param>
    /// <param name="row">What is hidden, and receives the best items.</param>
    public static bool TryScan(CompressedItems items, float* user, float* table, int itemCount, int width, int topK, RowScan row)
    {
        if (items.Prepare(user) is not { } prepared)
            return false;
        var all = new Candidates(topK);
        ItemParts.Share(
            itemCount,
            (long)itemCount * width / 4,
            () => new Candidates(topK),
            (found, first, end) => Scan(items, prepared, first, end, found, row),
            all.Add);
        foreach ((int item, float upper) in all.Items)
        {
            if (!(upper < all.Threshold))
                row.Top!.Offer(item, Raised(row.Lift, item, DotProducts.One(user, table + ((long)item * width), width)));
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
            found.Take(first, new ReadOnlySpan<float>(lower, count), new ReadOnlySpan<float>(upper, count), row.Hidden);
        }
    }

    /// <summary>Items that may be among the best, and the best lower bounds.</summary>
    private sealed class Candidates(int topK)
    {
        private readonly TopList _sure = new(topK);

        public List<(int Item, float Upper)> Items { get; } = [];

        /// <summary>An item whose upper bound is below cannot be among the best; NaN as long as every item can.</summary>
        public float Threshold => _sure.Threshold;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Take(int first, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, ReadOnlySpan<int> hidden)
        {
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(upper);
            for (int i = 0; i < upper.Length;)
            {
                int vector = i / Vector<float>.Count, end = Math.Min(upper.Length, i + Vector<float>.Count);
                if (vector < vectors.Length && Vector.LessThanAll(vectors[vector], new Vector<float>(Threshold)))
                {
                    i = end;
                    continue;
                }

                for (; i < end; i++)
                {
                    if (upper[i] < Threshold || hidden.BinarySearch(first + i) >= 0)
                        continue;
                    Items.Add((first + i, upper[i]));
                    _sure.Offer(first + i, lower[i]);
                }
            }
        }

        public void Add(Candidates other)
        {
            Items.AddRange(other.Items);
            _sure.Offer(other._sure);
        }
    }
}
