using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>
/// The behavior sequences of many users as compressed rows, 13 bytes per event: the events of user <c>u</c> stand at
/// [<see cref="Start"/>(u), <see cref="End"/>(u)) of the event arrays, ordered by time, ties in their original order.
/// </summary>
/// <remarks>
/// Item ids are key values: 1..V, and 0 for an item that the vocabulary does not know. Behavior ids likewise, 1..B and 0.
/// Times are what the time column holds, in the unit of <see cref="SequenceData.TimeUnit"/>. Immutable, so safe to share.
/// </remarks>
internal sealed class SequenceStore
{
    private readonly int[] _offsets;
    private readonly int[] _items;
    private readonly byte[] _behaviors;
    private readonly long[] _times;

    /// <param name="offsets">Length users + 1, ascending from 0; the last entry is the number of events used.</param>
    /// <param name="items">Item ids, at least as long as the last offset.</param>
    /// <param name="behaviors">Behavior ids.</param>
    /// <param name="times">Times, not descending inside a user.</param>
    public SequenceStore(int[] offsets, int[] items, byte[] behaviors, long[] times)
    {
        int events = offsets[^1];
        if (items.Length < events || behaviors.Length < events || times.Length < events)
            throw new ArgumentException("Every event array must hold as many entries as the last offset says.", nameof(offsets));
        (_offsets, _items, _behaviors, _times) = (offsets, items, behaviors, times);
    }

    /// <summary>What was left out while the events were grouped; null for sequences that came in another way.</summary>
    public GroupingReport? Report { get; private init; }

    /// <summary>A store without users.</summary>
    public static SequenceStore Empty { get; } = new([0], [], [], []);

    /// <summary>The same events with a report.</summary>
    public SequenceStore With(GroupingReport report) => new(_offsets, _items, _behaviors, _times) { Report = report };

    /// <summary>The same events in other rows, and the same report.</summary>
    /// <param name="offsets">Where the rows end, as in the constructor.</param>
    public SequenceStore Rows(int[] offsets) => new(offsets, _items, _behaviors, _times) { Report = Report };

    /// <summary>Converts the times in place; for who makes the store, before anybody reads it.</summary>
    public void Convert(TimeConversion times) => times.Apply(_times.AsSpan(0, EventCount));

    /// <summary>False when no user has two events at different times, though some have two events.</summary>
    public bool TimeTellsOrder()
    {
        bool anyPair = false;
        for (int user = 0; user < UserCount; user++)
        {
            ReadOnlySpan<long> times = TimesOf(user);
            if (times.Length > 1 && times[0] != times[^1])
                return true;
            anyPair |= times.Length > 1;
        }
        return !anyPair;
    }

    public int UserCount => _offsets.Length - 1;

    public int EventCount => _offsets[^1];

    public int Start(int user) => _offsets[user];

    public int End(int user) => _offsets[user + 1];

    public int Length(int user) => _offsets[user + 1] - _offsets[user];

    /// <summary>The length of every user's history.</summary>
    public int[] Lengths() => [.. Enumerable.Range(0, UserCount).Select(Length)];

    /// <summary>Item ids of all events, users one after the other.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, EventCount);

    /// <summary>Behavior ids of all events.</summary>
    public ReadOnlySpan<byte> Behaviors => _behaviors.AsSpan(0, EventCount);

    /// <summary>Times of all events.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, EventCount);

    public ReadOnlySpan<int> ItemsOf(int user) => _items.AsSpan(Start(user), Length(user));

    public ReadOnlySpan<byte> BehaviorsOf(int user) => _behaviors.AsSpan(Start(user), Length(user));

    public ReadOnlySpan<long> TimesOf(int user) => _times.AsSpan(Start(user), Length(user));
}
