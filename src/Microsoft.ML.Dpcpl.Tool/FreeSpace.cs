using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Refuses what a disk clearly has no room for.</summary>
internal static class FreeSpace
{
    /// <summary>What the smallest output takes, with its folder entries.</summary>
    public const long Least = 16 << 10;

    /// <param name="path">A file or folder on the disk; its folder is there.</param>
    /// <param name="bytes">What will be written at least.</param>
    /// <param name="what">What it is.</param>
    /// <exception cref="UserError">There is less.</exception>
    public static void Require(string path, long bytes, string what)
    {
        if (Of(path) is { } free && free < bytes)
            throw new UserError($"there is no room for {what} {path}: it takes at least {Figures.Size(bytes)}, and {Figures.Size(free)} are free");
    }

    /// <summary>Bytes that this user may write; null when the system does not tell.</summary>
    private static long? Of(string path)
    {
        string full = Path.GetFullPath(path);
        string folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full)!;
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
