using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Keeps other runs from an output while this one lasts. The system lets go of it with the process, however that ends.</summary>
internal sealed class OutputLock : IDisposable
{
    private readonly FileStream _held;

    private OutputLock(FileStream held) => _held = held;

    /// <param name="file">The file that stands for the output; goes with the lock.</param>
    /// <returns>Null when another run holds it.</returns>
    /// <exception cref="IOException">The folder takes no file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public static OutputLock? TryTake(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (new FileInfo(file).LinkTarget is not null || !RegularFile.IsReplaceable(file))
            throw new IOException($"'{file}' is in the way: it is not a regular file");
        while (true)
        {
            try
            {
                var held = new FileStream(file, options);
                if (File.Exists(file))
                    return new OutputLock(held);
                // Deleted by who let go of it just now.
                held.Dispose();
            }
            catch (IOException) when (File.Exists(file))
            {
                return null;
            }
        }
    }

    public void Dispose() => _held.Dispose();
}
