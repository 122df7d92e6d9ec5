using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl;

/// <summary>
/// For every item the items that users touch at about the same time: at most N each, with a weight. What <c>NeighborItems</c> adds
/// to the network's score.
/// </summary>
internal sealed class ItemNeighbors
{
    private const double OwnExponent = 0.7;

    /// <param name="count">N.</param>
    /// <param name="items">[V + 1, N] item ids, ascending in each row, then 0 where an item has fewer neighbors.</param>
    /// <param name="weights">[V + 1, N].</param>
    /// <param name="events">[V + 1] events of each item.</param>
    public ItemNeighbors(int count, int[] items, float[] weights, int[] events)
    {
        (Count, Items, Weights, Events) = (count, items, weights, events);
    }

    /// <summary>N.</summary>
    public int Count { get; }

    public int[] Items { get; }

    public float[] Weights { get; }

    public int[] Events { get; }

    /// <summary>1 / (1 + g), g in days: what one moment says about another.</summary>
    public static double Nearness(long time, long other, double timeUnit) => 1 / (1 + (Math.Abs(time - other) * timeUnit / 86_400));

    /// <summary>Neighbors of an item; the list ends at the first 0.</summary>
    public ReadOnlySpan<int> Of(int item) => Items.AsSpan(item * Count, Count);

    public ReadOnlySpan<float> WeightsOf(int item) => Weights.AsSpan(item * Count, Count);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(MemoryMarshal.AsBytes(Items.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Weights.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Events.AsSpan()));
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="itemCount">V.</param>
    /// <exception cref="InvalidDataException">The numbers cannot be neighbors of so many items.</exception>
    public static ItemNeighbors Read(BinaryReader reader, int itemCount)
    {
        int count = reader.ReadInt32();
        if (count is < 1 or > 4096 || (long)count * (itemCount + 1) > Array.MaxLength)
            throw new InvalidDataException($"{count} neighbors of each item cannot be");
        T[] Values<T>(int length)
            where T : unmanaged
        {
            var values = new T[length];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        int size = (itemCount + 1) * count;
        var neighbors = new ItemNeighbors(count, Values<int>(size), Values<float>(size), Values<int>(itemCount + 1));
        return neighbors.Items.AsSpan().ContainsAnyExceptInRange(0, itemCount)
            ? throw new InvalidDataException("a neighbor is no item")
            : neighbors;
    }

    /// <summary>A pair's sum divided by n_i^0.7 n_j^0.3, n being an item's events.</summary>
    public float Normalized(int item, int neighbor, double sum) =>
        (float)(sum / (Math.Pow(Math.Max(1, Events[item]), OwnExponent) * Math.Pow(Math.Max(1, Events[neighbor]), 1 - OwnExponent)));
}
