using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Mpi.Exchange;

/// <summary>Numbers of tensors on their way to other processes and back: in place where they stand in the memory of the host in their order.</summary>
internal static class HostNumbers
{
    /// <summary>Copies all numbers of a tensor.</summary>
    public static void Read<T>(Tensor from, Span<T> to)
        where T : unmanaged
    {
        if (IsPlain(from))
        {
            MemoryMarshal.Cast<byte, T>(from.bytes).CopyTo(to);
            return;
        }

        using var scope = NewDisposeScope();
        MemoryMarshal.Cast<byte, T>(from.cpu().contiguous().bytes).CopyTo(to);
    }

    /// <summary>Replaces all numbers of a tensor of 32-bit floats.</summary>
    public static void Write(ReadOnlySpan<float> from, Tensor to)
    {
        if (IsPlain(to))
        {
            from.CopyTo(MemoryMarshal.Cast<byte, float>(to.bytes));
            return;
        }

        using var scope = NewDisposeScope();
        Tensor host = empty(to.shape, ScalarType.Float32, CPU);
        from.CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        to.copy_(host);
    }

    private static bool IsPlain(Tensor tensor) => tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous();
}
