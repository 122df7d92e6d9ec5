using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Recent popularity of the target behavior: an item's target events, each half as much for every tenth of the log's time that it lies before the end.</summary>
/// <param name="counts">V + 1 sums; null before <see cref="Build"/>.</param>
/// <param name="span">Times of the first and the last event; null before <see cref="Build"/>.</param>
internal sealed class RecentPopularityChannel(float[]? counts = null, (long First, long Last)? span = null) : IScoreChannel
{
    public const string FileName = "recent popularity";

    /// <summary>Half-life as a share of the time from the log's first event to its last.</summary>
    private const double HalfLife = 0.1;

    public string Name => FileName;

    /// <summary>Time of the last event that it has counted; null where that is not known.</summary>
    public long? Last => span?.Last;

    public ChannelWeight Start => new(0, 1);

    public ReadOnlySpan<float> Everywhere => counts ?? throw new InvalidOperationException("The channel has counted nothing yet.");

    public IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null)
    {
        (long, long) counted = Span(data, lengths);
        return new RecentPopularityChannel(Before(data, lengths, targetBehavior, [long.MaxValue], counted)[0], counted);
    }

    /// <summary>Half-lives are those of the whole time.</summary>
    public IScoreChannel Add(SequenceData data, byte targetBehavior, int[] counted)
    {
        int[] lengths = data.Store.Lengths();
        (long First, long Last) own = Span(data, lengths), whole = span is null ? own : (Math.Min(span.Value.First, own.First), Math.Max(span.Value.Last, own.Last));
        float[] sums = Before(data, lengths, targetBehavior, [long.MaxValue], whole)[0];
        double age = span is null ? 0 : Rate(whole) * ((double)whole.Last - span.Value.Last);
        for (int item = 1; item < Everywhere.Length; item++)
            sums[item] += (float)(Everywhere[item] * double.Exp2(-age));
        return new RecentPopularityChannel(sums, whole);
    }

    public float[][] EverywhereBefore(SequenceData data, int[] lengths, byte targetBehavior, IReadOnlyList<long> times) =>
        Before(data, lengths, targetBehavior, times, Span(data, lengths));

    /// <summary>Half-lives in a unit of time.</summary>
    private static double Rate((long First, long Last) span) => span.Last > span.First ? 1 / (HalfLife * ((double)span.Last - span.First)) : 0;

    /// <summary>Times of the first and the last event.</summary>
    private static (long First, long Last) Span(SequenceData data, int[] lengths)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        for (int user = 0; user < lengths.Length; user++)
        {
            foreach (long time in data.Store.TimesOf(user)[..lengths[user]])
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
        }

        return (first, last);
    }

    private static float[][] Before(SequenceData data, int[] lengths, byte targetBehavior, IReadOnlyList<long> times, (long First, long Last) span)
    {
        (long first, long last) = span;
        var events = new List<(long Time, int Item)>();
        for (int user = 0; user < lengths.Length; user++)
        {
            ReadOnlySpan<int> items = data.Store.ItemsOf(user);
            ReadOnlySpan<byte> behaviors = data.Store.BehaviorsOf(user);
            ReadOnlySpan<long> moments = data.Store.TimesOf(user);
            for (int e = 0; e < lengths[user]; e++)
            {
                if (behaviors[e] == targetBehavior && items[e] != 0)
                    events.Add((moments[e], items[e]));
            }
        }

        // In time's order an event is counted once, with the weight that it has among those so far; what the end is decides about all of them alike.
        events.Sort();
        var sums = new double[data.ItemCount + 1];
        double rate = Rate(span);
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

    public void Write(BinaryWriter writer)
    {
        writer.Write(span?.First ?? long.MaxValue);
        writer.Write(span?.Last ?? long.MinValue);
        writer.Write(MemoryMarshal.AsBytes(Everywhere));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers cannot be sums of events.</exception>
    public static RecentPopularityChannel Read(BoundedReader reader, int itemCount)
    {
        (long First, long Last) read = (reader.ReadInt64(), reader.ReadInt64());
        return new RecentPopularityChannel(PopularityChannel.ReadCounts(reader, itemCount), read.First > read.Last ? null : read);
    }
}
