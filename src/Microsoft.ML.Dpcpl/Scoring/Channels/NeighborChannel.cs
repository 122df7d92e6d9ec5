using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Near in time: items that other users touched at about the same time as the newest of the history.</summary>
/// <remarks>An item's figure is the sum over the history's newest events of 1 / (1 + days before the newest) times the weight of the event's neighbor.</remarks>
/// <param name="count">Neighbors kept of each item.</param>
/// <param name="neighbors">What was counted; null before <see cref="Build"/>.</param>
internal sealed class NeighborChannel(int count, ItemNeighbors? neighbors = null) : IScoreChannel
{
    public const string FileName = "neighbors";

    public string Name => FileName;

    public string Title => "near in time";

    public ChannelWeight Start => new(1, 150);

    public ItemNeighbors Neighbors => neighbors ?? throw new InvalidOperationException("The channel has counted nothing yet.");

    public IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null) =>
        new NeighborChannel(count, NeighborCounts.Build(data, lengths, count, progress));

    public IScoreChannel Add(SequenceData data, byte targetBehavior, int[] counted)
    {
        ItemNeighbors newer = NeighborCounts.Build(data, data.Store.Lengths(), count);
        SparseRows rows = JoinedRows.Of(Neighbors.Rows, newer.Rows, counted, newer.Events, ItemNeighbors.OwnExponent, 1 - ItemNeighbors.OwnExponent, count);
        return new NeighborChannel(count, new ItemNeighbors(rows, [.. newer.Events.Select((events, item) => events + (item < counted.Length ? counted[item] : 0))]));
    }

    public void Lift(in ChannelHistory history, LiftSums sums)
    {
        long newest = 0;
        for (int e = history.Items.Length - 1, taken = 0; e >= 0 && taken < history.Length; e--)
        {
            int item = history.Items[e];
            if (item == 0)
                continue;
            if (taken++ == 0)
                newest = history.Times[e];
            sums.Add(Neighbors.Of(item), Neighbors.WeightsOf(item), (float)ItemNeighbors.TimeWeight(newest, history.Times[e], history.TimeUnit));
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(count);
        Neighbors.Write(writer);
    }

    /// <inheritdoc cref="ItemNeighbors.Read"/>
    public static NeighborChannel Read(BoundedReader reader, int itemCount) => new(ReadCount(reader), ItemNeighbors.Read(reader, itemCount));

    /// <summary>Reads the neighbors that are kept of each item.</summary>
    /// <exception cref="InvalidDataException">So many cannot be.</exception>
    public static int ReadCount(BoundedReader reader) => reader.ReadInt32() is >= 1 and <= ItemNeighbors.Most and var count
        ? count
        : throw new InvalidDataException("the neighbors kept of each item are out of their range");
}
