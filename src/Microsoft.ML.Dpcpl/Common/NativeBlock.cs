using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>
/// Memory outside the managed heap: large blocks go back to the system the moment they are disposed, which arrays do not, and the memory
/// that the grouped events need is that of the events that were grouped already.
/// </summary>
internal sealed unsafe class NativeBlock : SafeHandle
{
    public NativeBlock(int length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.Alloc((nuint)length));
        GC.AddMemoryPressure(length);
    }

    public int Length { get; }

    public override bool IsInvalid => handle == 0;

    public byte* Start => (byte*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        GC.RemoveMemoryPressure(Length);
        return true;
    }
}
