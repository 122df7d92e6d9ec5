using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>B, a sparse [V, V] matrix by rows: B[i, j] is what item i in a history says for item j.</summary>
internal sealed class ItemWeights
{
    private readonly int[] _offsets;
    private readonly int[] _items;
    private readonly float[] _values;

    /// <param name="rows">V + 1 rows; row 0 belongs to no item and is empty. Ids ascend in each row.</param>
    public ItemWeights((int[] Items, float[] Values)[] rows)
        : this(Offsets(rows), Joined(rows, row => row.Items), Joined(rows, row => row.Values))
    {
    }

    private ItemWeights(int[] offsets, int[] items, float[] values)
    {
        (_offsets, _items, _values) = (offsets, items, values);
        foreach (float value in values)
            Largest = Math.Max(Largest, Math.Abs(value));
    }

    /// <summary>V.</summary>
    public int ItemCount => _offsets.Length - 2;

    /// <summary>Weights that are kept.</summary>
    public int Count => _items.Length;

    /// <summary>The largest absolute weight; 0 where there are none.</summary>
    public float Largest { get; }

    /// <summary>The items that item i has a weight for.</summary>
    public ReadOnlySpan<int> ItemsOf(int item) => _items.AsSpan(_offsets[item].._offsets[item + 1]);

    /// <summary>As long as <see cref="ItemsOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int item) => _values.AsSpan(_offsets[item].._offsets[item + 1]);

    public void Write(BinaryWriter writer)
    {
        writer.Write(ItemCount);
        writer.Write(MemoryMarshal.AsBytes(_offsets.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_items.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_values.AsSpan()));
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <exception cref="InvalidDataException">The numbers cannot be weights of items.</exception>
    public static ItemWeights Read(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > int.MaxValue - 2)
            throw new InvalidDataException($"{count} items cannot be");
        int[] offsets = Values<int>(reader, count + 2);
        for (int row = 0; row <= count; row++)
        {
            if (offsets[0] != 0 || offsets[row] > offsets[row + 1])
                throw new InvalidDataException("the rows of weights do not follow each other");
        }

        int[] items = Values<int>(reader, offsets[^1]);
        return items.AsSpan().ContainsAnyExceptInRange(1, count)
            ? throw new InvalidDataException("a weight belongs to no item")
            : new ItemWeights(offsets, items, Values<float>(reader, offsets[^1]));
    }

    private static T[] Values<T>(BinaryReader reader, int length)
        where T : unmanaged
    {
        var values = new T[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>The rows one after the other, in an array of just that length.</summary>
    private static T[] Joined<T>((int[] Items, float[] Values)[] rows, Func<(int[] Items, float[] Values), T[]> part)
    {
        var joined = new T[rows.Sum(row => part(row).Length)];
        int next = 0;
        foreach ((int[] Items, float[] Values) row in rows)
        {
            part(row).CopyTo(joined, next);
            next += part(row).Length;
        }

        return joined;
    }

    private static int[] Offsets((int[] Items, float[] Values)[] rows)
    {
        var offsets = new int[rows.Length + 1];
        for (int row = 0; row < rows.Length; row++)
            offsets[row + 1] = checked(offsets[row] + rows[row].Items.Length);
        return offsets;
    }
}
