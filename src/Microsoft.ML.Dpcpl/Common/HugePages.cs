using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>
/// Pages of 2 MiB for large memory that is about to be filled: a virtual machine can take ten microseconds to find each page of 4 KiB. A hint to Linux, which
/// gives such pages to memory that is not yet in use (setting "madvise" or "always").
/// </summary>
internal static unsafe partial class HugePages
{
    private const nint Size = 2 << 20;
    private const int HugePageAdvice = 14;

    /// <summary>Asks for huge pages for the whole ones of memory that will not move before it is filled: an array of more than 85,000 bytes, a tensor.</summary>
    /// <param name="begin">Its first bytes, or all of them: a span cannot hold more than 2 GiB.</param>
    /// <param name="length">All its bytes.</param>
    public static void Advise(Span<byte> begin, long length)
    {
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(begin));
        nint first = (start + Size - 1) & -Size, end = (start + (nint)length) & -Size;
        if (OperatingSystem.IsLinux() && end > first)
            _ = Advise(first, (nuint)(end - first), HugePageAdvice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
