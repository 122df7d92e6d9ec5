using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Dot products of many users with many items: a lane an item, so that no lanes have to be added up.</summary>
/// <remarks>
/// Each score multiplies and adds in the order of <see cref="DotProducts.One"/>, which keeps eight sums and adds them up in pairs; here
/// they are found one after the other. So scores have the same bits alone, in a tile, and on processors with vectors of any width.
/// </remarks>
internal static unsafe class TileProducts
{
    /// <summary>Users of a tile. Each takes two sums of items; twelve keep the multipliers busy and fit sixteen registers.</summary>
    public const int TileUsers = 6;

    /// <summary>Sums of a tile.</summary>
    private const int Sums = 2 * TileUsers;

    /// <summary>Sums of a lane, of two, and of four wait for their pair while the next lane is found.</summary>
    private const int Waiting = 4;

    /// <summary>Items of a tile.</summary>
    public static int TileItems => Avx512F.IsSupported ? ItemsOf<Vector512<float>, SixteenLanes>() : ItemsOf<Vector256<float>, EightLanes>();

    public static int ItemsOf<TVector, TLanes>()
        where TVector : struct
        where TLanes : IFloatLanes<TVector> => 2 * TLanes.Count;

    /// <summary>All users with all items.</summary>
    /// <param name="users">Packed in tiles of <see cref="TileUsers"/>.</param>
    /// <param name="userCount">Users.</param>
    /// <param name="items">Packed in tiles of <see cref="TileItems"/>.</param>
    /// <param name="itemCount">Items.</param>
    /// <param name="width">d.</param>
    /// <param name="scores">[userCount, rowLength], whole tiles.</param>
    /// <param name="rowLength">Scores of a user; those past the last item are of no use.</param>
    public static void All(float* users, int userCount, float* items, int itemCount, int width, float* scores, int rowLength)
    {
        if (Avx512F.IsSupported)
            All<Vector512<float>, SixteenLanes>(users, userCount, items, itemCount, width, scores, rowLength);
        else
            All<Vector256<float>, EightLanes>(users, userCount, items, itemCount, width, scores, rowLength);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void All<TVector, TLanes>(float* users, int userCount, float* items, int itemCount, int width, float* scores, int rowLength)
        where TVector : struct
        where TLanes : IFloatLanes<TVector>
    {
        float* room = stackalloc float[(Waiting * Sums * TLanes.Count) + AlignedFloats.Line];
        float* sums = AlignedFloats.Align(room);
        int tile = ItemsOf<TVector, TLanes>();
        for (int item = 0; item < itemCount; item += tile, items += (long)tile * width)
        {
            for (int user = 0; user < userCount; user += TileUsers)
                Tile<TVector, TLanes>(users + ((long)user * width), items, width, sums, scores + ((long)user * rowLength) + item, rowLength);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TVector, TLanes>(float* u, float* v, int width, float* sums, float* scores, int rowLength)
        where TVector : struct
        where TLanes : IFloatLanes<TVector>
    {
        int count = TLanes.Count, steps = width / DotProducts.Lanes;
        float* top = sums;
        for (int lane = 0; lane < DotProducts.Lanes; lane++)
        {
            TVector a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
            TVector d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
            for (int step = 0; step < steps; step++)
            {
                TVector v0 = TLanes.Load(v), v1 = TLanes.Load(v + count);
                TVector spread = TLanes.Spread(u);
                (a0, a1) = (TLanes.MultiplyAdd(spread, v0, a0), TLanes.MultiplyAdd(spread, v1, a1));
                spread = TLanes.Spread(u + 1);
                (b0, b1) = (TLanes.MultiplyAdd(spread, v0, b0), TLanes.MultiplyAdd(spread, v1, b1));
                spread = TLanes.Spread(u + 2);
                (c0, c1) = (TLanes.MultiplyAdd(spread, v0, c0), TLanes.MultiplyAdd(spread, v1, c1));
                spread = TLanes.Spread(u + 3);
                (d0, d1) = (TLanes.MultiplyAdd(spread, v0, d0), TLanes.MultiplyAdd(spread, v1, d1));
                spread = TLanes.Spread(u + 4);
                (e0, e1) = (TLanes.MultiplyAdd(spread, v0, e0), TLanes.MultiplyAdd(spread, v1, e1));
                spread = TLanes.Spread(u + 5);
                (f0, f1) = (TLanes.MultiplyAdd(spread, v0, f0), TLanes.MultiplyAdd(spread, v1, f1));
                u += TileUsers;
                v += 2 * count;
            }

            // As a binary counter carries: two sums of a lane are one of two lanes, two of those are one of four.
            for (int pairs = lane; (pairs & 1) != 0; pairs >>= 1)
            {
                top -= Sums * count;
                Add2<TVector, TLanes>(ref a0, ref a1, top);
                Add2<TVector, TLanes>(ref b0, ref b1, top + (2 * count));
                Add2<TVector, TLanes>(ref c0, ref c1, top + (4 * count));
                Add2<TVector, TLanes>(ref d0, ref d1, top + (6 * count));
                Add2<TVector, TLanes>(ref e0, ref e1, top + (8 * count));
                Add2<TVector, TLanes>(ref f0, ref f1, top + (10 * count));
            }

            Store2<TVector, TLanes>(a0, a1, top);
            Store2<TVector, TLanes>(b0, b1, top + (2 * count));
            Store2<TVector, TLanes>(c0, c1, top + (4 * count));
            Store2<TVector, TLanes>(d0, d1, top + (6 * count));
            Store2<TVector, TLanes>(e0, e1, top + (8 * count));
            Store2<TVector, TLanes>(f0, f1, top + (10 * count));
            top += Sums * count;
        }

        for (int user = 0; user < TileUsers; user++, sums += 2 * count, scores += rowLength)
        {
            TVector s0 = TLanes.Load(sums), s1 = TLanes.Load(sums + count);
            for (int k = steps * DotProducts.Lanes, rest = 0; k < width; k++, rest++)
            {
                TVector spread = TLanes.Spread(u + (rest * TileUsers) + user);
                float* item = v + (rest * 2 * count);
                (s0, s1) = (TLanes.MultiplyAdd(spread, TLanes.Load(item), s0), TLanes.MultiplyAdd(spread, TLanes.Load(item + count), s1));
            }

            Store2<TVector, TLanes>(s0, s1, scores);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store2<TVector, TLanes>(TVector first, TVector second, float* to)
        where TVector : struct
        where TLanes : IFloatLanes<TVector>
    {
        TLanes.Store(first, to);
        TLanes.Store(second, to + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add2<TVector, TLanes>(ref TVector first, ref TVector second, float* waiting)
        where TVector : struct
        where TLanes : IFloatLanes<TVector>
    {
        first = TLanes.Add(TLanes.Load(waiting), first);
        second = TLanes.Add(TLanes.Load(waiting + TLanes.Count), second);
    }
}
