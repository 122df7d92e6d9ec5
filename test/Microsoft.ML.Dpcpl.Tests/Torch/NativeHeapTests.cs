using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

[TestClass]
[DoNotParallelize]
public sealed unsafe partial class NativeHeapTests
{
    /// <summary>More than glibc ever puts into the heap by itself, less than the heap of a thread holds.</summary>
    private const int Block = 60 << 20;

    /// <summary>A block of its own, which such a size has otherwise, goes back to the system when it is freed; the heap's do not.</summary>
    [TestMethod]
    public void LargeBlocksComeFromTheHeapAsLongAsSomebodyKeepsFreedMemory()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallinfo2", out _))
            Assert.Inconclusive("Needs glibc.");
        using IDisposable one = NativeHeap.KeepFreed();
        Assert.IsFalse(HasBlockOfItsOwn());
        IDisposable two = NativeHeap.KeepFreed();
        two.Dispose();
        two.Dispose();
        Assert.IsFalse(HasBlockOfItsOwn(), "the first keeper is still there");
    }

    /// <summary>Free memory inside the heap stays resident until it is trimmed.</summary>
    [TestMethod]
    public void TrimReturnsWhatIsFree()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallinfo2", out _))
            Assert.Inconclusive("Needs glibc.");
        using IDisposable keeper = NativeHeap.KeepFreed();
        // The one above is as large, so that it cannot lie in a gap that was too small for the first: what ends a thread's heap is never trimmed.
        const int Size = 16 << 20;
        void* block = NativeMemory.Alloc(Size), above = NativeMemory.Alloc(Size);
        NativeMemory.Fill(block, Size, 1);
        NativeMemory.Free(block);
        int kept = ResidentPages(block, Size);
        NativeHeap.Trim();
        Assert.IsGreaterThan(Size / Environment.SystemPageSize * 9 / 10, kept);
        Assert.IsLessThan(kept / 10, ResidentPages(block, Size));
        NativeMemory.Free(above);
    }

    private static int ResidentPages(void* block, int size)
    {
        int page = Environment.SystemPageSize, pages = (size / page) - 1;
        var resident = new byte[pages];
        fixed (byte* to = resident)
            Assert.AreEqual(0, InMemory((byte*)(((nuint)block + (nuint)page - 1) / (nuint)page * (nuint)page), (nuint)(pages * page), to));
        return resident.Count(flags => (flags & 1) != 0);
    }

    private static bool HasBlockOfItsOwn()
    {
        nuint before = MallocInfo().MappedBytes;
        void* block = NativeMemory.Alloc(Block);
        nuint after = MallocInfo().MappedBytes;
        NativeMemory.Free(block);
        return after >= before + Block;
    }

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InMemory(void* start, nuint length, byte* pages);

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial HeapInfo MallocInfo();

    /// <summary>glibc's struct mallinfo2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct HeapInfo
    {
        public nuint Arena, FreeBlocks, FastBlocks, MappedBlocks, MappedBytes, Unused, FastBytes, UsedBytes, FreeBytes, Top;
    }
}
