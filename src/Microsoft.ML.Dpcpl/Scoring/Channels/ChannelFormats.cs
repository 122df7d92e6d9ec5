using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>The channels that a model file can hold, by name.</summary>
internal static class ChannelFormats
{
    private static readonly Dictionary<string, Func<BoundedReader, int, IScoreChannel>> s_readers = new()
    {
        [NeighborChannel.FileName] = NeighborChannel.Read,
        [TransitionChannel.FileName] = TransitionChannel.Read,
        [TasteChannel.FileName] = TasteChannel.Read,
        [PopularityChannel.FileName] = PopularityChannel.Read,
        [RecentPopularityChannel.FileName] = RecentPopularityChannel.Read,
    };

    public static void Write(BinaryWriter writer, IReadOnlyList<IScoreChannel> channels)
    {
        writer.Write(channels.Count);
        foreach (IScoreChannel channel in channels)
        {
            writer.Write(channel.Name);
            channel.Write(writer);
        }
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="itemCount">V.</param>
    /// <exception cref="InvalidDataException">The file names a channel that is not known, or holds none that fits.</exception>
    public static IScoreChannel[] Read(BoundedReader reader, int itemCount)
    {
        int count = reader.ReadInt32();
        if (count < 0 || count > s_readers.Count)
            throw new InvalidDataException($"{count} channels cannot be");
        var channels = new IScoreChannel[count];
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            channels[i] = s_readers.TryGetValue(name, out Func<BoundedReader, int, IScoreChannel>? read)
                ? read(reader, itemCount)
                : throw new InvalidDataException($"the score has a channel '{name}', which this version does not know");
        }

        return channels;
    }
}
