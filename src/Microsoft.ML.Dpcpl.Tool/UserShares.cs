using System.Text;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Shares the users of a log out by a hash of their names, which is the same on every machine.</summary>
internal static class UserShares
{
    /// <param name="ml">The context.</param>
    /// <param name="sequences">A row per user.</param>
    /// <param name="share">Which users, from 0.</param>
    /// <param name="shares">Of how many shares.</param>
    public static IDataView Of(MLContext ml, IDataView sequences, int share, int shares) =>
        ml.Data.FilterByCustomPredicate<Named>(sequences, row => ShareOf(row.User.Span, shares) != share);

    /// <summary>By FNV-1a of the name in UTF-8, mixed once more: names that differ in their last digits alone differ too little in its high bits.</summary>
    public static int ShareOf(ReadOnlySpan<char> user, int shares)
    {
        uint hash = 2166136261;
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in user.EnumerateRunes())
        {
            foreach (byte b in bytes[..rune.EncodeToUtf8(bytes)])
                hash = (hash ^ b) * 16777619;
        }

        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        hash ^= hash >> 16;
        return (int)((ulong)hash * (uint)shares >> 32);
    }

    private sealed class Named
    {
        public ReadOnlyMemory<char> User { get; set; }
    }
}
