using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Tells files that may be replaced from links, folders, devices, pipes and sockets.</summary>
internal static partial class RegularFile
{
    private const int KindMask = 0xF000, Regular = 0x8000, Pipe = 0x1000;

    /// <summary>The file that a path leads to through all links; it need not be there.</summary>
    /// <exception cref="IOException">What is there is no file that can be replaced, or the links go in a circle.</exception>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        string real = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        return Path.GetFileName(real).Length > 0 && IsReplaceable(real) ? real : throw new IOException($"'{path}' is not a regular file, and is not replaced.");
    }

    /// <summary>Whether nothing or a regular file stands under a path that is no link.</summary>
    public static bool IsReplaceable(string path) => !Directory.Exists(path) && (!File.Exists(path) || OperatingSystem.IsWindows() || IsRegular(path));

    /// <summary>Whether a path leads to a named pipe, which waits for a writer when it is opened.</summary>
    public static bool IsPipe(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && Kind((File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName) ?? path) == Pipe;

    private static bool IsRegular(string path) => Kind(path) == Regular;

    /// <remarks>.NET tells no device, pipe or socket from a file but by opening it, which may wait or act; its own native part does.</remarks>
    private static unsafe int Kind(string path)
    {
        // Flags, mode, and much that is not needed.
        int* status = stackalloc int[128];
        return Status(path, status) == 0 ? status[1] & KindMask : 0;
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(string path, int* status);
}
