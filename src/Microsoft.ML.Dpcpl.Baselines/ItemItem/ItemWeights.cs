using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>B, a sparse [V, V] matrix by rows: B[i, j] is what item i in a history says for item j.</summary>
internal sealed class ItemWeights
{
    private readonly SparseRows _rows;

    /// <param name="rows">V + 1 rows; row 0 belongs to no item and is empty. Ids ascend in each row.</param>
    public ItemWeights((int[] Items, float[] Values)[] rows)
        : this(SparseRows.From(rows))
    {
    }

    /// <param name="rows">Likewise, with values.</param>
    public ItemWeights(SparseRows rows)
    {
        _rows = rows;
        foreach (float value in rows.Values)
            Largest = Math.Max(Largest, Math.Abs(value));
    }

    /// <summary>V.</summary>
    public int ItemCount => _rows.RowCount - 1;

    /// <summary>Weights that are kept.</summary>
    public int Count => _rows.EntryCount;

    /// <summary>The largest absolute weight; 0 where there are none.</summary>
    public float Largest { get; }

    /// <summary>The items that item i has a weight for.</summary>
    public ReadOnlySpan<int> ItemsOf(int item) => _rows[item];

    /// <summary>As long as <see cref="ItemsOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int item) => _rows.ValuesOf(item);

    public void Write(BinaryWriter writer)
    {
        writer.Write(ItemCount);
        _rows.Write(writer);
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <exception cref="InvalidDataException">The numbers cannot be weights of items.</exception>
    /// <exception cref="EndOfStreamException">There are fewer numbers.</exception>
    public static ItemWeights Read(BoundedReader reader)
    {
        int count = reader.ReadCount("items", sizeof(int), most: int.MaxValue - 2);
        return new ItemWeights(SparseRows.Read(reader, count + 1, firstColumn: 1, lastColumn: count, hasValues: true));
    }
}
