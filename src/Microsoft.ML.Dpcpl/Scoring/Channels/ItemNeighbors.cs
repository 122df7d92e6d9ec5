using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>
/// For every item the items that users touch at about the same time: at most N each, with a weight. What <see cref="NeighborChannel"/>
/// counts. 8 bytes per neighbor.
/// </summary>
/// <param name="rows">Row i: item i's neighbors, ascending, and their weights; V + 1 rows.</param>
/// <param name="events">[V + 1] events of each item.</param>
internal sealed class ItemNeighbors(SparseRows rows, int[] events)
{
    public const int Most = 4096;

    /// <summary>What the sums of pairs are divided by: n_i to this power, n_j to what it lacks to 1.</summary>
    public const double OwnExponent = 0.7;

    /// <summary>Stands where the first format has N.</summary>
    private const int SecondFormat = -2;

    public SparseRows Rows => rows;

    public int[] Events => events;

    /// <summary>1 / (1 + g), g in days: what one moment says about another.</summary>
    public static double TimeWeight(long time, long other, double timeUnit) => 1 / (1 + (Math.Abs(time - other) * timeUnit / TimeSpan.SecondsPerDay));

    /// <summary>Neighbors of an item.</summary>
    public ReadOnlySpan<int> Of(int item) => rows[item];

    public ReadOnlySpan<float> WeightsOf(int item) => rows.ValuesOf(item);

    public void Write(BinaryWriter writer)
    {
        writer.Write(SecondFormat);
        rows.Write(writer);
        writer.Write(MemoryMarshal.AsBytes(events.AsSpan()));
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="itemCount">V.</param>
    /// <exception cref="InvalidDataException">The numbers cannot be neighbors of so many items.</exception>
    public static ItemNeighbors Read(BoundedReader reader, int itemCount)
    {
        int format = reader.ReadInt32();
        SparseRows rows = format == SecondFormat
            ? SparseRows.Read(reader, itemCount + 1, 1, itemCount, hasValues: true, Most)
            : ReadFilledRows(reader, itemCount, format);
        if (rows.Values.ContainsAnyExceptInRange(0, float.MaxValue))
            throw new InvalidDataException("the weight of a neighbor is negative or no number");
        int[] events = reader.ReadArray<int>(itemCount + 1L);
        return events.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue)
            ? throw new InvalidDataException("an item has a negative number of events")
            : new ItemNeighbors(rows, events);
    }

    /// <summary>The first format: N, then rows of N, filled with 0 from where an item's neighbors end.</summary>
    private static SparseRows ReadFilledRows(BoundedReader reader, int itemCount, int count)
    {
        if (count is < 1 or > Most || (itemCount + 1L) * count * (sizeof(int) + sizeof(float)) > reader.Left)
            throw new InvalidDataException($"{count} neighbors of each item cannot be");
        var rows = new (int[] Items, float[] Weights)[itemCount + 1];
        for (int item = 0; item <= itemCount; item++)
        {
            int[] row = reader.ReadArray<int>(count);
            rows[item].Items = row.AsSpan().IndexOf(0) is >= 0 and var end ? row[..end] : row;
            if (rows[item].Items.AsSpan().ContainsAnyExceptInRange(1, itemCount))
                throw new InvalidDataException("a neighbor is no item");
        }

        for (int item = 0; item <= itemCount; item++)
            rows[item].Weights = reader.ReadFinite(count)[..rows[item].Items.Length];
        return SparseRows.From(rows);
    }
}
