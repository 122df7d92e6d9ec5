using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>The item table where it stands, in the memory of its tensor, which must outlive this.</summary>
internal sealed unsafe class ManagedItems
{
    private readonly TensorRows _rows;
    private readonly long _count;
    private readonly int _width;

    private ManagedItems(Tensor table) => (_rows, _count, _width) = (new TensorRows(table), table.shape[0], (int)table.shape[1]);

    /// <summary>Null for a table that does not stand in the host's memory row by row.</summary>
    /// <param name="table">[V + 1, d].</param>
    public static ManagedItems? Of(Tensor table) =>
        table.device.type == TorchSharp.DeviceType.CPU && table.dtype == ScalarType.Float32 && table.is_contiguous() ? new ManagedItems(table) : null;

    /// <summary>Copies the vector of an item and fills its row up with zeros.</summary>
    /// <param name="item">0..V.</param>
    /// <param name="row">Receives it.</param>
    public void Read(long item, Span<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, _count);
        new ReadOnlySpan<float>(_rows.Start + (item * _width), _width).CopyTo(row);
        row[_width..].Clear();
    }
}
