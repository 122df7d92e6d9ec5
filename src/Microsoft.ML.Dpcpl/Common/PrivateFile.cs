namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A file beside memory, for as long as it is open: its owner alone may read it, and it is gone when it is closed.</summary>
internal static class PrivateFile
{
    /// <param name="path">Must not exist, not even as a link.</param>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
