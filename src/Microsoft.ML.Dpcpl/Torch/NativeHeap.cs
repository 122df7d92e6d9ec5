using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Torch;

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
                Set([(MmapMax, 0), (TrimThreshold, int.MaxValue), (TopPad, 16 << 20)]);
        }

        return new Keeper();
    }

    /// <summary>Returns what is free at this moment to the system: blocks of changing sizes otherwise spread out more and more.</summary>
    public static void Trim() => WithGlibc(() => _ = MallocTrim(0));

    private static void Release()
    {
        lock (s_lock)
        {
            if (--s_keepers > 0)
                return;
            // Not glibc's first settings but those that it comes to by itself after large blocks were freed: blocks of up to
            // 32 MiB are reused, larger ones returned. Setting any of them ends that adaption, so all are set.
            Set([(MmapMax, 65536), (MmapThreshold, 32 << 20), (TrimThreshold, 64 << 20), (TopPad, 128 << 10)]);
            Trim();
        }
    }

    private static void Set((int Parameter, int Value)[] settings) => WithGlibc(() =>
    {
        foreach ((int parameter, int value) in settings)
            _ = MallocOption(parameter, value);
    });

    /// <summary>Does nothing elsewhere than on Linux, and with a C library that has no such functions.</summary>
    private static void WithGlibc(Action call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            call();
        }
        catch (EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

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
