using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>
/// For every item the items that users touch at about the same time: at most N each, with a weight. What <c>NeighborItems</c> adds
/// to the network's score. 8 bytes a neighbor.
/// </summary>
internal sealed class ItemNeighbors
{
    public const int Most = 4096;
    private const double OwnExponent = 0.7;

    /// <summary>Stands where the first format has N.</summary>
    private const int SecondFormat = -2;

    private readonly int[] _starts;

    /// <param name="starts">[V + 2]: item i's neighbors stand at [starts[i], starts[i + 1]).</param>
    /// <param name="items">Item ids, ascending for each item.</param>
    /// <param name="weights">As long as <paramref name="items"/>.</param>
    /// <param name="events">[V + 1] events of each item.</param>
    public ItemNeighbors(int[] starts, int[] items, float[] weights, int[] events)
    {
        (_starts, Items, Weights, Events) = (starts, items, weights, events);
    }

    public int[] Items { get; }

    public float[] Weights { get; }

    public int[] Events { get; }

    /// <summary>Neighbors of each item, one row an item from 0 on.</summary>
    /// <param name="rows">[V + 1].</param>
    /// <param name="events">[V + 1] events of each item.</param>
    public static ItemNeighbors Of(IReadOnlyList<(int[] Items, float[] Weights)> rows, int[] events)
    {
        var starts = new int[rows.Count + 1];
        for (int item = 0; item < rows.Count; item++)
            starts[item + 1] = checked(starts[item] + rows[item].Items.Length);
        var neighbors = new ItemNeighbors(starts, new int[starts[^1]], new float[starts[^1]], events);
        for (int item = 0; item < rows.Count; item++)
        {
            rows[item].Items.CopyTo(neighbors.Items, starts[item]);
            rows[item].Weights.CopyTo(neighbors.Weights, starts[item]);
        }

        return neighbors;
    }

    /// <summary>1 / (1 + g), g in days: what one moment says about another.</summary>
    public static double Nearness(long time, long other, double timeUnit) => 1 / (1 + (Math.Abs(time - other) * timeUnit / 86_400));

    /// <summary>Neighbors of an item.</summary>
    public ReadOnlySpan<int> Of(int item) => Items.AsSpan(_starts[item].._starts[item + 1]);

    public ReadOnlySpan<float> WeightsOf(int item) => Weights.AsSpan(_starts[item].._starts[item + 1]);

    public void Write(BinaryWriter writer)
    {
        writer.Write(SecondFormat);
        writer.Write(MemoryMarshal.AsBytes(_starts.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Items.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Weights.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Events.AsSpan()));
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="itemCount">V.</param>
    /// <exception cref="InvalidDataException">The numbers cannot be neighbors of so many items.</exception>
    public static ItemNeighbors Read(BinaryReader reader, int itemCount)
    {
        int format = reader.ReadInt32();
        ItemNeighbors neighbors = format == SecondFormat ? ReadRows(reader, itemCount) : ReadFilledRows(reader, itemCount, format);
        return neighbors.Items.AsSpan().ContainsAnyExceptInRange(1, itemCount) ? throw new InvalidDataException("a neighbor is no item") : neighbors;
    }

    /// <summary>A pair's sum divided by n_i^0.7 n_j^0.3, n being an item's events.</summary>
    public static float Normalized(int[] events, int item, int neighbor, double sum) =>
        (float)(sum / (Math.Pow(Math.Max(1, events[item]), OwnExponent) * Math.Pow(Math.Max(1, events[neighbor]), 1 - OwnExponent)));

    private static ItemNeighbors ReadRows(BinaryReader reader, int itemCount)
    {
        int[] starts = Values<int>(reader, itemCount + 2);
        bool ascending = starts[0] == 0;
        for (int item = 0; item <= itemCount; item++)
            ascending &= starts[item + 1] >= starts[item] && starts[item + 1] - starts[item] <= Most;
        return ascending
            ? new ItemNeighbors(starts, Values<int>(reader, starts[^1]), Values<float>(reader, starts[^1]), Values<int>(reader, itemCount + 1))
            : throw new InvalidDataException("the rows of neighbors do not follow each other");
    }

    /// <summary>The first format: N, then rows of N, filled with 0 from where an item's neighbors end.</summary>
    private static ItemNeighbors ReadFilledRows(BinaryReader reader, int itemCount, int count)
    {
        if (count is < 1 or > Most)
            throw new InvalidDataException($"{count} neighbors of each item cannot be");
        var rows = new (int[] Items, float[] Weights)[itemCount + 1];
        for (int item = 0; item <= itemCount; item++)
        {
            int[] row = Values<int>(reader, count);
            rows[item].Items = row.AsSpan().IndexOf(0) is >= 0 and var end ? row[..end] : row;
        }

        for (int item = 0; item <= itemCount; item++)
            rows[item].Weights = Values<float>(reader, count)[..rows[item].Items.Length];
        return Of(rows, Values<int>(reader, itemCount + 1));
    }

    private static T[] Values<T>(BinaryReader reader, int length)
        where T : unmanaged
    {
        T[] values = GC.AllocateUninitializedArray<T>(length);
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        HugePages.Advise(bytes, bytes.Length);
        reader.BaseStream.ReadExactly(bytes);
        return values;
    }
}
