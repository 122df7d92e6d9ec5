namespace Microsoft.ML.Dpcpl.Data;

/// <summary>Puts the events of one user in order of time. Keeps its buffers, so one instance serves one thread.</summary>
internal sealed class TimeOrder
{
    private Place[] _places = [];
    private int[] _items = [];
    private byte[] _behaviors = [];

    /// <summary>Sorts the three spans alike; does nothing when they are in order already.</summary>
    public void Sort(Span<int> items, Span<byte> behaviors, Span<long> times, TieBreak tieBreak)
    {
        bool byIntent = tieBreak == TieBreak.IntentAscending;
        if (IsSorted(behaviors, times, byIntent))
            return;
        int length = times.Length;
        if (_places.Length < length)
            (_places, _items, _behaviors) = (new Place[length], new int[length], new byte[length]);

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
