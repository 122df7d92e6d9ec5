using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Recent popularity of the target behavior: an item's target events, each half as much for every tenth of the log's time that it lies before the end.</summary>
/// <param name="counts">V + 1 sums; null before <see cref="Build"/>.</param>
internal sealed class PopularityChannel(float[]? counts = null) : IScoreChannel
{
    public const string FileName = "popularity";

    /// <summary>Half-life as a share of the time from the log's first event to its last.</summary>
    private const double HalfLife = 0.1;

    public string Name => FileName;

    public ChannelWeight Start => new(0, 1);

    public ReadOnlySpan<float> Everywhere => counts ?? throw new InvalidOperationException("The channel has counted nothing yet.");

    public IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior) =>
        new PopularityChannel(EverywhereBefore(data, lengths, targetBehavior, [long.MaxValue])[0]);

    public float[][] EverywhereBefore(SequenceData data, int[] lengths, byte targetBehavior, IReadOnlyList<long> times)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        var events = new List<(long Time, int Item)>();
        for (int user = 0; user < lengths.Length; user++)
        {
            ReadOnlySpan<int> items = data.Store.ItemsOf(user);
            ReadOnlySpan<byte> behaviors = data.Store.BehaviorsOf(user);
            ReadOnlySpan<long> moments = data.Store.TimesOf(user);
            for (int e = 0; e < lengths[user]; e++)
            {
                (first, last) = (Math.Min(first, moments[e]), Math.Max(last, moments[e]));
                if (behaviors[e] == targetBehavior && items[e] != 0)
                    events.Add((moments[e], items[e]));
            }
        }

        // In time's order an event is counted once, with the weight that it has among those so far; what the end is decides about all of them alike.
        events.Sort();
        var sums = new double[data.ItemCount + 1];
        double rate = last > first ? 1 / (HalfLife * ((double)last - first)) : 0;
        var before = new float[times.Count][];
        int next = 0;
        for (int t = 0; t < before.Length; t++)
        {
            for (; next < events.Count && events[next].Time < times[t]; next++)
                sums[events[next].Item] += double.Exp2(rate * ((double)events[next].Time - first));
            double end = double.Exp2(-rate * ((double)Math.Max(first, Math.Min(last, times[t])) - first));
            before[t] = Array.ConvertAll(sums, sum => (float)(sum * end));
        }

        return before;
    }

    public void Lift(in ChannelHistory history, LiftSums sums)
    {
        // What it says hangs on no history.
    }

    public void Write(BinaryWriter writer) => writer.Write(MemoryMarshal.AsBytes(Everywhere));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers cannot be sums of events.</exception>
    public static PopularityChannel Read(BoundedReader reader, int itemCount)
    {
        float[] counts = reader.ReadFinite(itemCount + 1L);
        return counts.AsSpan().ContainsAnyExceptInRange(0, float.MaxValue)
            ? throw new InvalidDataException("an item has a negative number of events")
            : new PopularityChannel(counts);
    }
}
