using System.IO.Compression;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>
/// The zip behind ML.NET's repositories. Through a repository every stream makes a detour over a temporary file; weights go straight
/// to the zip and come straight from it.
/// </summary>
internal static class ZipEntries
{
    private const string ArchiveField = "_archive", EntriesField = "_entries", PathMethod = "GetPath";

    /// <summary>False where another version of ML.NET keeps its zip elsewhere: then the detour is taken.</summary>
    private static readonly bool s_reachable =
        typeof(RepositoryWriter).GetField(ArchiveField, BindingFlags.Instance | BindingFlags.NonPublic)?.FieldType == typeof(ZipArchive) &&
        typeof(RepositoryReader).GetField(EntriesField, BindingFlags.Instance | BindingFlags.NonPublic)?.FieldType == typeof(Dictionary<string, ZipArchiveEntry>) &&
        typeof(Repository).GetMethod(PathMethod, BindingFlags.Instance | BindingFlags.NonPublic)?.GetParameters().Length == 5;

    private static readonly ConditionalWeakTable<RepositoryReader, StrongBox<string?>> s_altered = [];

    /// <summary>Begins an entry; dispose it before the next one begins.</summary>
    /// <remarks>Without compression: weights hardly shrink, and packing them takes many times longer than writing them.</remarks>
    public static Stream? Create(RepositoryWriter repository, string directory, string name)
    {
        if (!s_reachable)
            return null;
        GetPath(repository, out string path, out _, directory, name, createDir: false);
        return Archive(repository).CreateEntry(path, CompressionLevel.NoCompression).Open();
    }

    /// <summary>Finds an entry; null when there is none, or none can be reached.</summary>
    public static ZipArchiveEntry? Find(RepositoryReader repository, string directory, string name)
    {
        if (!s_reachable)
            return null;
        GetPath(repository, out string path, out _, directory, name, createDir: false);
        Dictionary<string, ZipArchiveEntry> entries = Entries(repository);
        // Files written on Windows have the other separator.
        return entries.GetValueOrDefault(path) ?? entries.GetValueOrDefault(path.Replace('/', '\\'));
    }

    /// <summary>
    /// Checks lengths and checksums of what is packed in the zip, once: .NET unpacks without looking at them, and ML.NET's own parts, which are
    /// always packed, have no other. After that an entry has the length that it claims, however small it is packed. Our large parts are not packed and have checksums of their own.
    /// </summary>
    /// <returns>The name of a part that was altered; null when there is none.</returns>
    public static string? Altered(RepositoryReader repository)
    {
        if (!s_reachable)
            return null;
        return s_altered.GetValue(repository, reader => new(Entries(reader).Values.FirstOrDefault(entry => entry.CompressedLength != entry.Length && !IsWhole(entry))?.FullName)).Value;
    }

    private static bool IsWhole(ZipArchiveEntry entry)
    {
        try
        {
            using Stream content = entry.Open();
            byte[] buffer = new byte[1 << 16];
            var checksum = new GzipChecksum();
            long length = 0;
            for (int read; length <= entry.Length && (read = content.Read(buffer)) > 0; length += read)
                checksum.Add(buffer.AsSpan(0, read));
            return length == entry.Length && checksum.Value == entry.Crc32;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = ArchiveField)]
    private static extern ref ZipArchive Archive(RepositoryWriter repository);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = EntriesField)]
    private static extern ref Dictionary<string, ZipArchiveEntry> Entries(RepositoryReader repository);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = PathMethod)]
    private static extern void GetPath(Repository repository, out string pathEnt, out string pathTemp, string dir, string name, bool createDir);
}
