using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>The memory of a contiguous [rows, width] tensor of 32-bit floats on the CPU, of any size; the tensor must outlive it.</summary>
internal readonly unsafe struct TensorRows
{
    private readonly long _width;

    public TensorRows(torch.Tensor tensor)
    {
        _width = tensor.shape[1];
        if (tensor.NumberOfElements == 0)
            return;
        // The bytes of a whole large tensor do not fit a span; those of its first row do.
        using torch.Tensor first = tensor.narrow(0, 0, 1);
        Start = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    public float* Start { get; }

    public float* this[int row] => Start + (row * _width);
}
