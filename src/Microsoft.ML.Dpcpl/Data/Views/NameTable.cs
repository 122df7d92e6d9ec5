using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Numbers names, given as UTF-8, from 1 on in the order in which they appear first.</summary>
/// <remarks>
/// Nothing is allocated for a name that is known. A name costs its bytes and 26 to 46 more while names are added, 10 to 14 when the table
/// is sealed; as strings in a dictionary it would be more than 70. Adding is for one thread.
/// </remarks>
internal sealed class NameTable
{
    public const int LongestName = ushort.MaxValue;

    private const int ChunkBits = 18, ChunkSize = 1 << ChunkBits;

    /// <summary>Before each name stand its number (4 bytes) and its length (2 bytes), so that finding it is one look into memory.</summary>
    private const int HeadSize = 6;

    /// <summary>High half: hash; low half: where the name stands plus 1, 0 where the slot is free.</summary>
    private ulong[] _slots = new ulong[1 << 10];

    private readonly List<byte[]> _chunks = [];
    private int[] _starts = new int[1 << 9];
    private int _end = ChunkSize;

    public int Count { get; private set; }

    /// <summary>No more text has room: two billion bytes.</summary>
    public bool IsFull => _chunks.Count == 1 << (31 - ChunkBits);

    /// <summary>A hash of a name, the same for the same bytes; all bits are as good as each other.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        const ulong prime = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)name.Length * prime;
        for (; name.Length >= 8; name = name[8..])
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(name)) * prime, 29);
        ulong rest = 0;
        if (name.Length >= 4)
            rest = MemoryMarshal.Read<uint>(name) | ((ulong)MemoryMarshal.Read<uint>(name[^4..]) << 32);
        else if (name.Length > 0)
            rest = name[0] | ((ulong)name[name.Length / 2] << 8) | ((ulong)name[^1] << 16);
        hash = (hash ^ rest) * prime;
        hash = (hash ^ (hash >> 32)) * prime;
        return (uint)(hash >> 32);
    }

    /// <summary>The number of a name, a new one for a new name.</summary>
    public int Number(ReadOnlySpan<byte> name, uint hash)
    {
        ulong[] slots = _slots;
        int mask = slots.Length - 1;
        for (int at = (int)(hash & (uint)mask); ; at = (at + 1) & mask)
        {
            ulong slot = slots[at];
            if (slot == 0)
                return Add(name, hash, at);
            if ((uint)(slot >> 32) != hash)
                continue;
            ReadOnlySpan<byte> entry = Entry((int)((uint)slot - 1));
            if (NameIn(entry).SequenceEqual(name))
                return MemoryMarshal.Read<int>(entry);
        }
    }

    /// <summary>Says that a name of that hash will be asked for, some names from now.</summary>
    public unsafe void Announce(uint hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[hash & (uint)(_slots.Length - 1)]));
    }

    /// <summary>The same, when it is due soon.</summary>
    public unsafe void AnnounceAgain(uint hash)
    {
        ulong slot = _slots[hash & (uint)(_slots.Length - 1)];
        if (Sse.IsSupported && slot != 0)
            Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetReference(Entry((int)((uint)slot - 1)))));
    }

    /// <summary>Forgets what only adding and looking up needs; from now on numbers have names, but not the other way round.</summary>
    public void Seal() => _slots = [];

    /// <summary>The name of a number.</summary>
    public ReadOnlySpan<byte> Name(int number) => NameIn(Entry(_starts[number - 1]));

    public string Text(int number) => Encoding.UTF8.GetString(Name(number));

    private ReadOnlySpan<byte> Entry(int start) => _chunks[start >> ChunkBits].AsSpan(start & (ChunkSize - 1));

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> entry) => entry.Slice(HeadSize, MemoryMarshal.Read<ushort>(entry[4..]));

    private int Add(ReadOnlySpan<byte> name, uint hash, int slot)
    {
        if (_end + name.Length + HeadSize > ChunkSize)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkSize));
            _end = 0;
        }
        if (Count == _starts.Length)
            Array.Resize(ref _starts, 2 * Count);
        int start = ((_chunks.Count - 1) << ChunkBits) | _end;
        _starts[Count++] = start;
        Span<byte> to = _chunks[^1].AsSpan(_end);
        MemoryMarshal.Write(to, Count);
        MemoryMarshal.Write(to[4..], (ushort)name.Length);
        name.CopyTo(to[HeadSize..]);
        _end += name.Length + HeadSize;
        _slots[slot] = ((ulong)hash << 32) | ((uint)start + 1);
        if (Count > _slots.Length / 2)
            Grow();
        return Count;
    }

    private void Grow()
    {
        var slots = new ulong[2 * _slots.Length];
        int mask = slots.Length - 1;
        foreach (ulong slot in _slots)
        {
            if (slot == 0)
                continue;
            int at = (int)((uint)(slot >> 32) & (uint)mask);
            while (slots[at] != 0)
                at = (at + 1) & mask;
            slots[at] = slot;
        }
        _slots = slots;
    }
}
