using System.Text;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A file of one content with its length and checksum before it: whatever was altered or cut is noticed before a byte of it counts.</summary>
internal static class CheckedFile
{
    private const int HeaderLength = sizeof(ulong) + sizeof(long) + sizeof(uint);

    private static readonly ulong s_mark = BitConverter.ToUInt64(Encoding.ASCII.GetBytes("DPCPLCRC"));

    /// <summary>Writes the file as a whole; the old one stays until the new one is complete.</summary>
    public static void Write(string path, Action<Stream> write) => AtomicFile.Write(path, file =>
    {
        file.Write(new byte[HeaderLength]);
        using var content = new ChecksumStream(file);
        write(content);
        file.Position = 0;
        using var header = new BinaryWriter(file, Encoding.ASCII, leaveOpen: true);
        header.Write(s_mark);
        header.Write(content.Length);
        header.Write(content.Checksum);
    });

    /// <summary>Opens a file at its content, which is what was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isChecked">False: the file has no checksum, as older ones; the content is the whole file, and nothing vouches for it.</param>
    /// <exception cref="InvalidDataException">The content is not what was written.</exception>
    public static FileStream OpenRead(string path, out bool isChecked)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            isChecked = file.Length >= HeaderLength && IsWhole(file);
            file.Position = isChecked ? HeaderLength : 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsWhole(FileStream file)
    {
        using var header = new BinaryReader(file, Encoding.ASCII, leaveOpen: true);
        if (header.ReadUInt64() != s_mark)
            return false;
        long length = header.ReadInt64();
        uint checksum = header.ReadUInt32();
        if (length != file.Length - HeaderLength)
            throw new InvalidDataException($"it holds {file.Length - HeaderLength} bytes in place of {length}");
        return Checksum.Of(file) == checksum ? true : throw new InvalidDataException("it was altered after it was written");
    }
}
