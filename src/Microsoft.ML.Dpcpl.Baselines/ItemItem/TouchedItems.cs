using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>X: which user touched which item, under whatever behavior and however often; a sparse 0/1 matrix, by rows and by columns.</summary>
internal sealed class TouchedItems
{
    public TouchedItems(SequenceData data)
    {
        ItemCount = data.ItemCount;
        ItemsOf = DistinctItems.Of(data).WithoutEmptyRows();
        UsersOf = ItemsOf.Transpose(ItemCount + 1);
    }

    /// <summary>V; ids are 1..V.</summary>
    public int ItemCount { get; }

    /// <summary>Users with at least one known item; numbers are 0..UserCount - 1.</summary>
    public int UserCount => ItemsOf.RowCount;

    /// <summary>Distinct items of each user, ascending.</summary>
    public SparseRows ItemsOf { get; }

    /// <summary>Users of each item, ascending; row 0 belongs to no item.</summary>
    public SparseRows UsersOf { get; }
}
