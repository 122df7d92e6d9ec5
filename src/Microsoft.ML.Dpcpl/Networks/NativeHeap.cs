using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// How the C library treats memory that libtorch frees. glibc returns large blocks to the system at once, and the next step
/// takes them back page by page: with activations of many megabytes that costs more than the arithmetic.
/// </summary>
/// <remarks>Whole on the program's first thread. Others have heaps of 64 MiB: what does not fit goes back to the system as before.</remarks>
internal static partial class NativeHeap
{
    // Names and numbers of glibc's malloc.h.
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, MmapMax = -4;

    private static readonly Lock s_lock = new();
    private static int s_keepers;

    /// <summary>Keeps freed memory with the process until the result is disposed; no effect but on Linux with glibc.</summary>
    public static IDisposable KeepFreed()
    {
        lock (s_lock)
        {
            if (s_keepers++ == 0)
                TrySet([(MmapMax, 0), (TrimThreshold, int.MaxValue), (TopPad, 64 << 20)]);
        }

        return new Keeper();
    }

    private static void Release()
    {
        lock (s_lock)
        {
            if (--s_keepers > 0)
                return;
            // Not glibc's first settings but those that it comes to by itself after large blocks were freed: blocks of up to
            // 32 MiB are reused, larger ones returned. Setting any of them ends that adaption, so all are set.
            TrySet([(MmapMax, 65536), (MmapThreshold, 32 << 20), (TrimThreshold, 64 << 20), (TopPad, 128 << 10)]);
            TryTrim();
        }
    }

    private static void TrySet(ReadOnlySpan<(int Parameter, int Value)> settings)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            foreach ((int parameter, int value) in settings)
                _ = Set(parameter, value);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    private static void TryTrim()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);

    private sealed class Keeper : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Release();
        }
    }
}
