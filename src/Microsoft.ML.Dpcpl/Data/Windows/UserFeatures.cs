using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>
/// Turns a user's attributes and statistics into small ids: categories and quantile buckets, fitted on the training users.
/// </summary>
internal sealed class UserFeatures
{
    private const int MostOnStack = 1024;

    private readonly AttributeCoding[] _attributes;
    private readonly QuantileBuckets[] _statistics;

    private UserFeatures(int behaviors, AttributeCoding[] attributes, QuantileBuckets[] statistics)
    {
        (Behaviors, _attributes, _statistics) = (behaviors, attributes, statistics);
        AttributeSizes = [.. attributes.Select(attribute => attribute.Size)];
    }

    /// <summary>B.</summary>
    public int Behaviors { get; }

    public int StatisticCount => _statistics.Length;

    /// <summary>The edges between the buckets of each statistic.</summary>
    public IEnumerable<float[]> StatisticEdges => _statistics.Select(buckets => buckets.Edges);

    public IReadOnlyList<AttributeCoding> Codings => _attributes;

    public IEnumerable<string> AttributeNames => _attributes.Select(attribute => attribute.Name);

    /// <summary>Ids of each attribute, the unknown one included.</summary>
    public int[] AttributeSizes { get; }

    /// <summary>Fits categories and buckets on all users of a training set.</summary>
    public static UserFeatures Fit(SequenceData data, int[] pretrainLengths, PretrainBoundary boundary, int behaviors)
    {
        SequenceStore store = data.Store;
        int count = UserStatistics.Count(behaviors);
        var values = new float[count][];
        for (int k = 0; k < count; k++)
            values[k] = new float[store.UserCount];
        var figures = new float[count];
        for (int user = 0; user < store.UserCount; user++)
        {
            int length = pretrainLengths[user];
            ReadOnlySpan<long> times = store.TimesOf(user)[..length];
            Compute(store.ItemsOf(user)[..length], store.BehaviorsOf(user)[..length], times, boundary, behaviors, data.TimeUnit, figures);
            for (int k = 0; k < count; k++)
                values[k][user] = figures[k];
        }

        return new UserFeatures(
            behaviors,
            [.. data.Attributes.Select(AttributeCoding.Fit)],
            [.. values.Select(some => QuantileBuckets.Fit(some))]);
    }

    /// <summary>Writes the K bucket ids of a pre-training segment.</summary>
    public void Statistics(
        ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, ReadOnlySpan<long> times, PretrainBoundary boundary, double timeUnit, Span<long> destination)
    {
        Span<float> figures = _statistics.Length <= MostOnStack ? stackalloc float[_statistics.Length] : new float[_statistics.Length];
        Compute(items, behaviors, times, boundary, Behaviors, timeUnit, figures);
        for (int k = 0; k < figures.Length; k++)
            destination[k] = _statistics[k].Of(figures[k]);
    }

    /// <summary>Writes the A category ids of a user; attributes that the row does not have are unknown.</summary>
    public void Attributes(SequenceData data, int user, Span<long> destination)
    {
        for (int a = 0; a < _attributes.Length; a++)
            destination[a] = a < data.Attributes.Length ? _attributes[a].Id(data.Attributes[a], user) : 0;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Behaviors);
        writer.Write(_attributes.Length);
        foreach (AttributeCoding attribute in _attributes)
            attribute.Save(writer);
        writer.Write(_statistics.Length);
        foreach (QuantileBuckets buckets in _statistics)
            AttributeCoding.Save(writer, buckets);
    }

    /// <exception cref="InvalidDataException">It cannot be what <see cref="Save"/> wrote.</exception>
    public static UserFeatures Load(BoundedReader reader)
    {
        int behaviors = reader.ReadCount("behaviors", 0, least: 1, most: byte.MaxValue);
        // Name, kind and count of each.
        var attributes = new AttributeCoding[reader.ReadCount("user attributes", 1 + sizeof(bool) + sizeof(int))];
        for (int a = 0; a < attributes.Length; a++)
            attributes[a] = AttributeCoding.Load(reader);
        int count = UserStatistics.Count(behaviors);
        var statistics = new QuantileBuckets[reader.ReadCount("statistics of users", sizeof(int), count, count)];
        for (int k = 0; k < statistics.Length; k++)
            statistics[k] = AttributeCoding.LoadBuckets(reader);
        return new UserFeatures(behaviors, attributes, statistics);
    }

    private static void Compute(
        ReadOnlySpan<int> items, ReadOnlySpan<byte> behaviors, ReadOnlySpan<long> times, PretrainBoundary boundary, int behaviorCount, double timeUnit, Span<float> figures)
    {
        // Without a common split time a segment is as old as its own last event.
        long reference = boundary.Mode == TimeSplit.Global ? boundary.SplitTime : times.IsEmpty ? 0 : times[^1];
        UserStatistics.Compute(items, behaviors, times, behaviorCount, reference, timeUnit, figures);
    }
}
