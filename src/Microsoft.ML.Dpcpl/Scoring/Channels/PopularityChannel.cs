using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Popularity: an item's events of the target behavior in the whole log, as the floor of that name counts them.</summary>
/// <param name="counts">V + 1 numbers of events; null before <see cref="Build"/>.</param>
internal sealed class PopularityChannel(float[]? counts = null) : IScoreChannel
{
    /// <remarks>Files of older versions hold sums under this name in which recent events count more: they are read alike.</remarks>
    public const string FileName = "popularity";

    public string Name => FileName;

    public ChannelWeight Start => new(0, 1);

    public ReadOnlySpan<float> Everywhere => counts ?? throw new InvalidOperationException("The channel has counted nothing yet.");

    public IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null) =>
        new PopularityChannel(Array.ConvertAll(ItemPopularity.Events(data.Store, data.ItemCount, targetBehavior, lengths), events => (float)events));

    public IScoreChannel Add(SequenceData data, byte targetBehavior, int[] counted)
    {
        float[] sums = Build(data, data.Store.Lengths(), targetBehavior).Everywhere.ToArray();
        // Items that are new to it come after those that it knows.
        FloatVectors.Add(sums.AsSpan(0, Everywhere.Length), Everywhere);
        return new PopularityChannel(sums);
    }

    /// <summary>
    /// The same at all times: everything else of a model, trained or counted, is of the whole log, too, and in a small one there is too little
    /// before each event to tell what popularity is worth.
    /// </summary>
    public float[][] EverywhereBefore(SequenceData data, int[] lengths, byte targetBehavior, IReadOnlyList<long> times) => [.. times.Select(_ => counts!)];

    public void Lift(in ChannelHistory history, LiftSums sums)
    {
        // What it says hangs on no history.
    }

    public void Write(BinaryWriter writer) => writer.Write(MemoryMarshal.AsBytes(Everywhere));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers cannot be counts.</exception>
    public static PopularityChannel Read(BoundedReader reader, int itemCount) => new(ReadCounts(reader, itemCount));

    /// <summary>Reads V + 1 numbers of events.</summary>
    /// <inheritdoc cref="Read"/>
    public static float[] ReadCounts(BoundedReader reader, int itemCount)
    {
        float[] counts = reader.ReadFinite(itemCount + 1L);
        return counts.AsSpan().ContainsAnyExceptInRange(0, float.MaxValue)
            ? throw new InvalidDataException("an item has a negative number of events")
            : counts;
    }
}
