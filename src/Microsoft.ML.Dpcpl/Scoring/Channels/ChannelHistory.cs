namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>One history as channels read it: events in order of time, items that are unknown being 0.</summary>
/// <param name="items">Items.</param>
/// <param name="times">As long as the items.</param>
/// <param name="length">T: a channel looks at so many known events at most, the newest ones.</param>
/// <param name="itemCount">V.</param>
/// <param name="timeUnit">Seconds of a unit of time.</param>
internal readonly ref struct ChannelHistory(ReadOnlySpan<int> items, ReadOnlySpan<long> times, int length, int itemCount, double timeUnit)
{
    public ReadOnlySpan<int> Items { get; } = items;

    public ReadOnlySpan<long> Times { get; } = times;

    public int Length { get; } = length;

    public int ItemCount { get; } = itemCount;

    public double TimeUnit { get; } = timeUnit;
}
