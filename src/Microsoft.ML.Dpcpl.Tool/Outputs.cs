using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The files and folders that a command will write: found usable, and kept from other runs, before any data are read.</summary>
internal sealed class Outputs : IDisposable
{
    /// <summary>Bytes of a name that file systems take, and characters of one to which more can be added.</summary>
    private const int LongestName = 255, ShortName = 60;

    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);
    private readonly List<OutputLock> _locks = [];
    private readonly List<string> _madeFolders = [];

    /// <summary>What is read, and therefore not to be written over.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null for none.</param>
    public void Spare(string option, string? path)
    {
        if (path is not null && File.Exists(path))
            _taken[RealPath(path)] = option;
    }

    /// <summary>A file to write; missing folders are made.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="UserError">It cannot be written, or another run writes it.</exception>
    public void TakeFile(string option, string? path)
    {
        if (path is null)
            return;
        Try(option, path, () =>
        {
            string file = RegularFile.Resolve(path);
            if (!_taken.TryAdd(file, option))
                throw new IOException($"it is the file of {_taken[file]}, too");
            if (File.Exists(file) && File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly))
                throw new IOException("it is read-only");
            if (Encoding.UTF8.GetByteCount(Path.GetFileName(file)) > LongestName)
                throw new IOException($"its name is longer than {LongestName} bytes");
            MakeFolder(Path.GetDirectoryName(file)!);
            Lock(Path.Combine(Path.GetDirectoryName(file)!, $".{LockName(Path.GetFileName(file))}.lock"));
            FreeSpace.Require(file, FreeSpace.Least, "the file");
        });
    }

    /// <summary>A folder to write into; made when missing.</summary>
    /// <inheritdoc cref="TakeFile"/>
    public void TakeFolder(string option, string? path)
    {
        if (path is null)
            return;
        Try(option, path, () =>
        {
            string folder = Path.GetFullPath(path);
            MakeFolder(folder);
            Lock(Path.Combine(folder, ".lock"));
            FreeSpace.Require(folder, FreeSpace.Least, "the folder");
        });
    }

    /// <summary>A folder that will be moved into its place as a whole; the one that it stands in is made when missing.</summary>
    /// <inheritdoc cref="TakeFile"/>
    public void TakeNewFolder(string option, string path) => Try(option, path, () =>
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), parent = Path.GetDirectoryName(folder) ?? throw new IOException("it is the root of a disk");
        if (File.Exists(folder))
            throw new IOException("it is a file");
        MakeFolder(parent);
        Lock(Path.Combine(parent, $".{LockName(Path.GetFileName(folder))}.lock"));
        FreeSpace.Require(parent, FreeSpace.Least, "the folder");
    });

    /// <summary>Lets other runs have them; folders that were made in vain go.</summary>
    public void Dispose()
    {
        foreach (OutputLock held in _locks)
            held.Dispose();
        foreach (string folder in Enumerable.Reverse(_madeFolders).Where(Directory.Exists))
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }

    private static string LockName(string name) =>
        name.Length <= ShortName ? name : name[..ShortName] + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];

    private void Lock(string file) => _locks.Add(OutputLock.TryTake(file) ?? throw new IOException("another run is writing it"));

    private void MakeFolder(string folder)
    {
        var missing = new List<string>();
        for (string? at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
                throw new IOException($"'{at}' is a file, not a folder");
            missing.Insert(0, at);
        }
        Directory.CreateDirectory(folder);
        _madeFolders.AddRange(missing);
    }

    private static string RealPath(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    private static void Try(string option, string path, Action take)
    {
        if (path.Length == 0)
            throw new UserError($"{option} is empty; it must name what to write");
        try
        {
            take();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserError($"{option} {path} cannot be written: its folder is not open to this user; name another", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{option} {path} cannot be written: {Reason(e)}; name another", e);
        }
    }

    /// <summary>Without the path of the lock, which the user does not know.</summary>
    private static string Reason(Exception e) => e.Message.Split(" : '")[0].TrimEnd('.');
}
