using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>Arrays to tensors of a device. To a GPU they go by pinned memory, and nobody waits for them.</summary>
internal static class HostCopies
{
    /// <summary>A tensor of these numbers, in rows.</summary>
    public static Tensor Send(ReadOnlySpan<long> values, Device device, params ReadOnlySpan<long> shape)
    {
        Tensor host = empty(shape, ScalarType.Int64, CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, long>(host.bytes));
        return Send(host, device);
    }

    /// <inheritdoc cref="Send(ReadOnlySpan{long}, Device, ReadOnlySpan{long})"/>
    public static Tensor Send(ReadOnlySpan<float> values, Device device, params ReadOnlySpan<long> shape)
    {
        Tensor host = empty(shape, ScalarType.Float32, CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        return Send(host, device);
    }

    private static Tensor Send(Tensor host, Device device) =>
        device.type == DeviceType.CUDA ? host.pin_memory().to(device, non_blocking: true) : host.to(device);
}
