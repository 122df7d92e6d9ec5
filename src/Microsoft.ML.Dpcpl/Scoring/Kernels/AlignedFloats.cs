using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Floats of a pool, from the beginning of a cache line on, that stay where they are until they are given back; their values are left over from others.</summary>
internal readonly unsafe struct AlignedFloats : IDisposable
{
    /// <summary>Floats of a cache line.</summary>
    public const int Line = 16;

    private readonly float[] _array;
    private readonly GCHandle _handle;

    public AlignedFloats(long length)
    {
        _array = ArrayPool<float>.Shared.Rent(checked((int)(length + Line)));
        _handle = GCHandle.Alloc(_array, GCHandleType.Pinned);
        Start = Align((float*)_handle.AddrOfPinnedObject());
    }

    public float* Start { get; }

    /// <summary>The next beginning of a cache line.</summary>
    public static float* Align(float* start) => (float*)(((nint)start + (Line * sizeof(float)) - 1) & -(Line * sizeof(float)));

    public void Dispose()
    {
        _handle.Free();
        ArrayPool<float>.Shared.Return(_array);
    }
}
