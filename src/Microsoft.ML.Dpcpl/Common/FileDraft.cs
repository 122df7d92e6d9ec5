namespace Microsoft.ML.Dpcpl.Common;

/// <summary>What will be a file: written beside it, readable by its owner alone, and moved into its place when it is whole.</summary>
internal sealed class FileDraft : IDisposable
{
    private const string Ending = ".part";

    /// <summary>So that the name of a draft is no longer than file systems take.</summary>
    private const int LongestName = 60;

    private readonly string _file;
    private readonly UnixFileMode _mode;
    private bool _isDone;

    /// <param name="path">The file; where it is a link, the file that the link leads to is replaced.</param>
    /// <exception cref="IOException">There is something other than a regular file, or the folder takes no file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public FileDraft(string path)
    {
        _file = RegularFile.Resolve(path);
        string folder = Path.GetDirectoryName(_file)!, name = Path.GetFileName(_file);
        string begin = (name.Length <= LongestName ? name : name[..LongestName]) + ".";
        OwnedFile.RemoveLeftovers(folder, begin, Ending);
        // To share nothing but the right to rename locks against those who tidy up, too.
        var options = new FileStreamOptions { Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 1 << 16 };
        bool replaces = File.Exists(_file);
        const UnixFileMode ownerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (replaces && !OperatingSystem.IsWindows())
            options.UnixCreateMode = ownerAlone;
        Stream = OwnedFile.Create(folder, begin, Ending, options);
        if (OperatingSystem.IsWindows())
            return;
        // An empty new file tells which rights the system gives to new ones.
        _mode = replaces ? File.GetUnixFileMode(_file) : File.GetUnixFileMode(Stream.SafeFileHandle);
        File.SetUnixFileMode(Stream.SafeFileHandle, ownerAlone);
    }

    /// <summary>What is written so far; stays open until the draft is disposed.</summary>
    public FileStream Stream { get; }

    /// <summary>Moves what was written into the place of the file.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        if (!RegularFile.IsReplaceable(_file))
            throw new IOException($"'{_file}' is not a regular file, and is not replaced.");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Stream.SafeFileHandle, _mode);
        File.Move(Stream.Name, _file, overwrite: true);
        _isDone = true;
    }

    /// <summary>Removes the draft unless it was moved.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            if (!_isDone)
                File.Delete(Stream.Name);
        }
    }
}
