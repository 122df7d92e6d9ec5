using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>An item table in fewer bytes, whose scores come as bounds: the score of the 32-bit table lies between them. Immutable.</summary>
internal abstract unsafe class CompressedItems
{
    /// <summary>Row lengths are filled up with zeros to a multiple of this.</summary>
    protected const int Lanes = 32;

    /// <summary>Share by which adding up a row of 32-bit products can go wrong, twice over; relative to the sum of their sizes.</summary>
    protected static double Rounding(int width) => 2.0 * (width + 8) / (1 << 24);

    /// <summary>Compresses a table; null where that cannot be done: values that are not finite or too large, or more of them than an array holds.</summary>
    /// <param name="kind">Not <see cref="ScoringTable.Float32"/>.</param>
    /// <param name="table">[itemCount + 1, width].</param>
    /// <param name="itemCount">V.</param>
    /// <param name="width">d.</param>
    public static CompressedItems? Of(ScoringTable kind, float* table, int itemCount, int width)
    {
        if (!Avx2.IsSupported || !DotProducts.IsSupported || (long)(itemCount + 1) * Filled(width) > Array.MaxLength / sizeof(ushort))
            return null;
        return kind == ScoringTable.Int8 ? Int8Items.Of(table, itemCount, width) : BFloat16Items.Of(table, itemCount, width);
    }

    /// <summary>Makes a user vector ready for <see cref="Bounds"/>; null when its values are not finite or too large.</summary>
    public abstract CompressedUser? Prepare(float* user);

    /// <summary>Bounds of the scores of consecutive items.</summary>
    /// <param name="user">The user.</param>
    /// <param name="first">First id.</param>
    /// <param name="count">A multiple of 4, or as many as there are from <paramref name="first"/> on.</param>
    /// <param name="lower">Receives bounds; has room for a multiple of 4.</param>
    /// <param name="upper">Likewise.</param>
    public abstract void Bounds(CompressedUser user, int first, int count, float* lower, float* upper);

    protected static int Filled(int width) => (width + Lanes - 1) / Lanes * Lanes;

    /// <summary>An array that never moves, and the place in it where a cache line begins.</summary>
    protected static (T[] Array, nint Start) Aligned<T>(long length)
        where T : unmanaged
    {
        const int Line = 64;
        T[] array = GC.AllocateArray<T>(checked((int)(length + (Line / sizeof(T)))), pinned: true);
        fixed (T* start = array)
            return (array, ((nint)start + Line - 1) & -Line);
    }
}

/// <summary>A user vector in the form that fits a compressed table.</summary>
/// <param name="Values">Its values, in the table's own type and order.</param>
/// <param name="Scale">What one step of the values means.</param>
/// <param name="Error">Largest error of a score, in the table's own unit.</param>
internal sealed record CompressedUser(Array Values, float Scale, float Error);
