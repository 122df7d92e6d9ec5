using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl;

/// <summary>
/// Pages of 2 MiB for large tables that are read from end to end: a scan of 4 KiB pages spends a quarter of its time, or more, on
/// finding them. A hint to Linux, which gives such pages to memory that is not yet in use (setting "madvise" or "always").
/// </summary>
internal static partial class HugePages
{
    private const nint Size = 2 << 20;
    private const int HugePageAdvice = 14;

    /// <summary>Asks for huge pages for the whole ones of a range; call before the range is first written.</summary>
    public static void Advise(nint start, nint length)
    {
        nint first = (start + Size - 1) & -Size, end = (start + length) & -Size;
        if (OperatingSystem.IsLinux() && end > first)
            _ = Advise(first, (nuint)(end - first), HugePageAdvice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
