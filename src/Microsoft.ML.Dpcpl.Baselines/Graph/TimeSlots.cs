using Microsoft.ML.Dpcpl.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>The slots of equal length that the times of a graph fall into, each numbered from a common start and encoded as sines and cosines of many periods.</summary>
internal sealed class TimeSlots
{
    private const double LongestPeriod = 10_000;

    private readonly double _origin, _days;

    /// <summary>Slots that occur, ascending.</summary>
    private readonly int[] _slots;

    /// <param name="graphs">Graphs with days.</param>
    /// <param name="origin">Day on which slot 0 begins.</param>
    /// <param name="days">Days of a slot.</param>
    public TimeSlots(BehaviorGraphs graphs, double origin, double days)
    {
        (_origin, _days) = (origin, days);
        var slots = new SortedSet<int>();
        for (int behavior = 1; behavior <= graphs.Behaviors; behavior++)
        {
            foreach (float day in graphs.Days(behavior).Values)
                slots.Add(Slot(day));
        }

        _slots = [.. slots];
    }

    /// <summary>Slots that occur.</summary>
    public int Count => _slots.Length;

    /// <summary>The first day of a graph; 0 for one without pairs.</summary>
    public static double FirstDay(BehaviorGraphs graphs)
    {
        float first = float.PositiveInfinity;
        for (int behavior = 1; behavior <= graphs.Behaviors; behavior++)
        {
            foreach (float day in graphs.Days(behavior).Values)
                first = Math.Min(first, day);
        }

        return float.IsFinite(first) ? first : 0;
    }

    /// <summary>The place among <see cref="Encodings"/> of each entry's day.</summary>
    public int[] Marks(SparseRows days)
    {
        var marks = new int[days.EntryCount];
        for (int e = 0; e < marks.Length; e++)
            marks[e] = Array.BinarySearch(_slots, Slot(days.Values[e]));
        return marks;
    }

    /// <summary>[slots, 2 d]: d sines of slot / 10000^(i / d), i = 0..d - 1, and as many cosines.</summary>
    public Tensor Encodings(int width)
    {
        var values = new float[_slots.Length * 2 * width];
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            for (int i = 0; i < width; i++)
            {
                (double sine, double cosine) = Math.SinCos(_slots[slot] / Math.Pow(LongestPeriod, (double)i / width));
                values[(slot * 2 * width) + i] = (float)sine;
                values[(((slot * 2) + 1) * width) + i] = (float)cosine;
            }
        }

        return tensor(values, ScalarType.Float32, CPU).view(_slots.Length, 2 * width);
    }

    private int Slot(double day) => (int)Math.Clamp(Math.Floor((day - _origin) / _days), int.MinValue, int.MaxValue);
}
