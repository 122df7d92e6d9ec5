using System.Numerics;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Puts the events of one user in order of time. Keeps its buffers, so one instance serves one thread.</summary>
internal sealed class TimeOrder
{
    private Place[] _places = [];
    private ulong[] _packed = [];
    private int[] _items = [];
    private byte[] _behaviors = [];

    /// <summary>Sorts the three spans alike; does nothing when they are in order already.</summary>
    public void Sort(Span<int> items, Span<byte> behaviors, Span<long> times, TieBreak tieBreak)
    {
        bool byIntent = tieBreak == TieBreak.IntentAscending;
        if (IsSorted(behaviors, times, byIntent))
            return;
        int length = times.Length;
        if (_items.Length < length)
            (_items, _behaviors) = (new int[length], new byte[length]);
        if (!SortPacked(items, behaviors, times, byIntent))
            SortPlaces(items, behaviors, times, byIntent);
    }

    /// <summary>Sorts times, intents and rows as one number each, which takes no comparer, as long as they fit.</summary>
    private bool SortPacked(Span<int> items, Span<byte> behaviors, Span<long> times, bool byIntent)
    {
        int length = times.Length;
        (long first, long last) = (times[0], times[0]);
        foreach (long time in times)
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        int rowBits = BitOperations.Log2((uint)length) + 1, lowBits = rowBits + (byIntent ? 8 : 0);
        if (BitOperations.LeadingZeroCount((ulong)(last - first)) < lowBits)
            return false;
        if (_packed.Length < length)
            _packed = new ulong[length];

        Span<ulong> packed = _packed.AsSpan(0, length);
        for (int i = 0; i < length; i++)
            packed[i] = ((ulong)(times[i] - first) << lowBits) | (byIntent ? (ulong)behaviors[i] << rowBits : 0) | (uint)i;
        packed.Sort();

        items.CopyTo(_items);
        behaviors.CopyTo(_behaviors);
        int rowMask = (1 << rowBits) - 1;
        for (int i = 0; i < length; i++)
        {
            int from = (int)packed[i] & rowMask;
            (items[i], behaviors[i], times[i]) = (_items[from], _behaviors[from], (long)(packed[i] >> lowBits) + first);
        }
        return true;
    }

    private void SortPlaces(Span<int> items, Span<byte> behaviors, Span<long> times, bool byIntent)
    {
        int length = times.Length;
        if (_places.Length < length)
            _places = new Place[length];
        Span<Place> places = _places.AsSpan(0, length);
        for (int i = 0; i < length; i++)
            places[i] = new Place(times[i], byIntent ? behaviors[i] : 0, i);
        places.Sort();

        items.CopyTo(_items);
        behaviors.CopyTo(_behaviors);
        for (int i = 0; i < length; i++)
        {
            int from = places[i].Row;
            (items[i], behaviors[i], times[i]) = (_items[from], _behaviors[from], places[i].Time);
        }
    }

    private static bool IsSorted(ReadOnlySpan<byte> behaviors, ReadOnlySpan<long> times, bool byIntent)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1] || (byIntent && times[i] == times[i - 1] && behaviors[i] < behaviors[i - 1]))
                return false;
        }
        return true;
    }

    private readonly record struct Place(long Time, int Intent, int Row) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            int order = Time.CompareTo(other.Time);
            if (order == 0)
                order = Intent.CompareTo(other.Intent);
            return order != 0 ? order : Row.CompareTo(other.Row);
        }
    }
}
