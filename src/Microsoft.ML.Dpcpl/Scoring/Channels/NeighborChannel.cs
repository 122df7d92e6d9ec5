using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Items that other users touched at about the same time as the newest of the history.</summary>
/// <param name="count">Neighbors kept of each item.</param>
/// <param name="neighbors">What was counted; null before <see cref="Build"/>.</param>
internal sealed class NeighborChannel(int count, ItemNeighbors? neighbors = null) : IScoreChannel
{
    public const string FileName = "neighbors";

    [ThreadStatic]
    private static NeighborScores? t_scores;

    public string Name => FileName;

    public ItemNeighbors Neighbors => neighbors ?? throw new InvalidOperationException("The channel has counted nothing yet.");

    public IScoreChannel Build(SequenceData data, int[] lengths) => new NeighborChannel(count, NeighborCounts.Build(data, lengths, count));

    public ItemLift Lift(in ChannelHistory history)
    {
        int items = Neighbors.Events.Length - 1;
        if (t_scores?.ItemCount != items)
            t_scores = new NeighborScores(items);
        NeighborScores scores = t_scores;
        scores.Fill(Neighbors, history.Items, history.Times, history.Length, history.TimeUnit);
        int[] near = scores.Items();
        return new ItemLift(near, Array.ConvertAll(near, item => scores[item]));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(count);
        Neighbors.Write(writer);
    }

    /// <inheritdoc cref="ItemNeighbors.Read"/>
    public static NeighborChannel Read(BoundedReader reader, int itemCount)
    {
        int count = reader.ReadInt32();
        return count is > 0 and <= ItemNeighbors.Most
            ? new NeighborChannel(count, ItemNeighbors.Read(reader, itemCount))
            : throw new InvalidDataException($"{count} neighbors of each item cannot be");
    }
}
