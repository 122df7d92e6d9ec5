using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Tests.Networks;

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
        const int Size = 32 << 20;
        void* block = NativeMemory.Alloc(Size), above = NativeMemory.Alloc(1 << 20);
        NativeMemory.Fill(block, Size, 1);
        NativeMemory.Free(block);
        long kept = Environment.WorkingSet;
        NativeHeap.Trim();
        Assert.IsLessThan(kept - (Size / 2), Environment.WorkingSet);
        NativeMemory.Free(above);
    }

    private static bool HasBlockOfItsOwn()
    {
        nuint before = MallocInfo().MappedBytes;
        void* block = NativeMemory.Alloc(Block);
        nuint after = MallocInfo().MappedBytes;
        NativeMemory.Free(block);
        return after >= before + Block;
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial HeapInfo MallocInfo();

    /// <summary>glibc's struct mallinfo2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct HeapInfo
    {
        public nuint Arena, FreeBlocks, FastBlocks, MappedBlocks, MappedBytes, Unused, FastBytes, UsedBytes, FreeBytes, Top;
    }
}
