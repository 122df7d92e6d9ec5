using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>
/// Events as numbers, in the order of their rows. They stand in blocks, and in each block a column takes as few bytes a value as the
/// range of its values needs: about 11 bytes per event for a million users and items and times in seconds.
/// </summary>
/// <remarks>Adding is for one thread; reading is thread-safe. Disposing, or <see cref="Release"/> bit by bit, frees the memory at once.</remarks>
internal sealed unsafe class EventLog : IDisposable
{
    private const int SmallestSlab = 1 << 20, LargestSlab = 1 << 26;

    /// <summary>Values are written and read eight bytes at a time, whatever their width.</summary>
    private const int Overhang = 8;

    private readonly EventBuffer _new = new();
    private readonly List<NativeBlock> _slabs = [];
    private readonly List<Block> _blocks = [];
    private long _size;
    private int _used;

    /// <summary>Number of events, without those of <see cref="Add"/> that were not flushed.</summary>
    public long Count { get; private set; }

    public int BlockCount => _blocks.Count;

    /// <summary>Decimal digits of the unit that the times have when they are read, whatever their block holds.</summary>
    public int TimeDigits { get; set; }

    /// <summary>What is added to the times when they are read.</summary>
    public long TimeOffset { get; set; }

    /// <summary>Adds an event; <see cref="Flush"/> must follow the last one.</summary>
    public void Add(int user, int item, byte behavior, long time)
    {
        int at = _new.Count;
        (_new.Users[at], _new.Items[at], _new.Behaviors[at], _new.Times[at]) = (user, item, behavior, time);
        _new.Count = at + 1;
        if (_new.Count == EventBuffer.Capacity)
            Flush();
    }

    public void Flush()
    {
        Append(_new);
        _new.Count = 0;
    }

    /// <summary>Adds the events of a buffer as a block.</summary>
    /// <param name="events">The events.</param>
    /// <param name="timeDigits">Decimal digits of the unit that their times have.</param>
    public void Append(EventBuffer events, int timeDigits = 0)
    {
        int count = events.Count;
        if (count == 0)
            return;
        (long first, int width) users = Range(events.Users.AsSpan(0, count)), items = Range(events.Items.AsSpan(0, count));
        (long first, int width) behaviors = Range(events.Behaviors.AsSpan(0, count)), times = Range(events.Times.AsSpan(0, count));
        int size = (count * (users.width + items.width + behaviors.width + times.width)) + Overhang;
        if (_slabs.Count == 0 || _used + size > _slabs[^1].Length)
        {
            // An eighth of what there is: so little is held in vain, and no more while the log is given back piece by piece.
            _slabs.Add(new NativeBlock((int)Math.Clamp(_size / 8, SmallestSlab, LargestSlab)));
            _size += _slabs[^1].Length;
            _used = 0;
        }
        var block = new Block(_slabs.Count - 1, _used, count, users.first, users.width, items.first, items.width, behaviors.first, behaviors.width, times.first, times.width, timeDigits);
        byte* to = _slabs[^1].Start + _used;
        to = Pack(events.Users.AsSpan(0, count), users.first, users.width, to);
        to = Pack(events.Items.AsSpan(0, count), items.first, items.width, to);
        to = Pack(events.Behaviors.AsSpan(0, count), behaviors.first, behaviors.width, to);
        to = Pack(events.Times.AsSpan(0, count), times.first, times.width, to);
        _used += size - Overhang;
        _blocks.Add(block);
        Count += count;
        GC.KeepAlive(this);
    }

    /// <summary>Reads a block.</summary>
    public void Read(int index, EventBuffer to)
    {
        Block block = _blocks[index];
        to.Count = block.Count;
        byte* from = _slabs[block.Slab].Start + block.Start;
        from = Unpack(from, block.FirstUser, block.UserWidth, to.Users.AsSpan(0, block.Count));
        from = Unpack(from, block.FirstItem, block.ItemWidth, to.Items.AsSpan(0, block.Count));
        from = Unpack(from, block.FirstBehavior, block.BehaviorWidth, to.Behaviors.AsSpan(0, block.Count));
        Unpack(from, block.FirstTime, block.TimeWidth, to.Times.AsSpan(0, block.Count));
        GC.KeepAlive(this);
        if (block.TimeDigits == TimeDigits && TimeOffset == 0)
            return;
        foreach (ref long time in to.Times.AsSpan(0, block.Count))
            time = ExactTime.Scale(time, block.TimeDigits, TimeDigits) + TimeOffset;
    }

    /// <summary>Reads users and items of a block only.</summary>
    public void ReadPairs(int index, EventBuffer to)
    {
        Block block = _blocks[index];
        to.Count = block.Count;
        byte* from = _slabs[block.Slab].Start + block.Start;
        from = Unpack(from, block.FirstUser, block.UserWidth, to.Users.AsSpan(0, block.Count));
        Unpack(from, block.FirstItem, block.ItemWidth, to.Items.AsSpan(0, block.Count));
        GC.KeepAlive(this);
    }

    /// <summary>Says that the blocks from this one on will not be read again; frees what holds none but such.</summary>
    public void Release(int index)
    {
        int end = index == 0 ? 0 : _blocks[index - 1].Slab + 1;
        for (int slab = _slabs.Count - 1; slab >= end; slab--)
        {
            _slabs[slab].Dispose();
            _slabs.RemoveAt(slab);
        }
    }

    public void Dispose()
    {
        foreach (NativeBlock slab in _slabs)
            slab.Dispose();
    }

    private static (long First, int Width) Range<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        (T first, T last) = (values[0], values[0]);
        foreach (T value in values)
            (first, last) = (T.Min(first, value), T.Max(last, value));
        ulong range = (ulong)(long.CreateTruncating(last) - long.CreateTruncating(first));
        return (long.CreateTruncating(first), (71 - BitOperations.LeadingZeroCount(range)) / 8);
    }

    private static byte* Pack<T>(ReadOnlySpan<T> values, long first, int width, byte* to)
        where T : unmanaged, IBinaryInteger<T>
    {
        // In ascending order each value overwrites what the one before it wrote beyond its own bytes.
        for (int i = 0; i < values.Length; i++)
            Unsafe.WriteUnaligned(to + ((long)i * width), (ulong)(long.CreateTruncating(values[i]) - first));
        return to + ((long)values.Length * width);
    }

    private static byte* Unpack<T>(byte* from, long first, int width, Span<T> to)
        where T : unmanaged, IBinaryInteger<T>
    {
        ulong mask = width == 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;
        for (int i = 0; i < to.Length; i++)
            to[i] = T.CreateTruncating(first + (long)(Unsafe.ReadUnaligned<ulong>(from + ((long)i * width)) & mask));
        return from + ((long)to.Length * width);
    }

    private readonly record struct Block(
        int Slab, int Start, int Count, long FirstUser, int UserWidth, long FirstItem, int ItemWidth, long FirstBehavior, int BehaviorWidth, long FirstTime, int TimeWidth,
        int TimeDigits);
}
