using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Opens a file as text: unpacked when it begins as gzip does, and as UTF-8 whatever its encoding.</summary>
internal static class TextFile
{
    private const int HeadLength = 16;

    private const string Unpack = "unpack it first", Export = "write the table as CSV text first";

    /// <summary>How files begin that are often given for text.</summary>
    private static readonly (byte[] Head, string Is, string ToDo)[] s_others =
    [
        ("PK\x03\x04"u8.ToArray(), "a zip archive", Unpack),
        ("PK\x05\x06"u8.ToArray(), "a zip archive", Unpack),
        ("PK\x07\x08"u8.ToArray(), "a zip archive", Unpack),
        ([0x1f, 0x8b], "packed by gzip twice", Unpack),
        ([0x28, 0xb5, 0x2f, 0xfd], "packed by zstd", Unpack),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "packed by xz", Unpack),
        ([.. "7z"u8, 0xbc, 0xaf], "a 7z archive", Unpack),
        ([.. "Rar!"u8, 0x1a], "a rar archive", Unpack),
        ("PAR1\x15"u8.ToArray(), "a Parquet file", Export),
        ("ARROW1\0"u8.ToArray(), "an Arrow file", Export),
        ("Obj\x01"u8.ToArray(), "an Avro file", Export),
        ("SQLite format 3\0"u8.ToArray(), "an SQLite database", Export),
        ([0x89, .. "HDF"u8], "an HDF5 file", Export),
        ([0xd0, 0xcf, 0x11, 0xe0], "an Office document", Export),
    ];

    /// <summary>UTF-32 stands before UTF-16, whose mark begins alike.</summary>
    private static readonly (byte[] Mark, Encoding Encoding)[] s_marks =
    [
        ([0xef, 0xbb, 0xbf], Encoding.UTF8),
        ([0xff, 0xfe, 0, 0], Encoding.UTF32),
        ([0, 0, 0xfe, 0xff], new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        ([0xff, 0xfe], Encoding.Unicode),
        ([0xfe, 0xff], Encoding.BigEndianUnicode),
    ];

    /// <param name="path">The file.</param>
    /// <param name="encoding">Its encoding where it has no byte order mark; null is UTF-8.</param>
    /// <param name="used">The encoding that the text is taken to have.</param>
    /// <param name="progress">Receives the bytes of the file that are read; null: nobody does.</param>
    /// <returns>UTF-8 without a byte order mark, as far as it is text: nobody has checked that.</returns>
    /// <exception cref="IOException">There is no such file, or it cannot be read twice.</exception>
    /// <exception cref="InvalidDataException">It is no text file.</exception>
    public static Stream Open(string path, Encoding? encoding, out Encoding used, Progress? progress = null)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder; a file is expected.");
        // Before it is opened: that waits until somebody writes to the pipe.
        if (RegularFile.IsPipe(path))
            throw NoFile(path);
        FileStream file = OpenBytes(path);
        try
        {
            if (!file.CanSeek)
                throw NoFile(path);
            byte[] head = Head(file);
            file.Position = 0;
            bool isPacked = head is [0x1f, 0x8b, ..];
            if (isPacked)
            {
                using var content = new GzipData(path, OpenBytes(path));
                head = Head(content);
            }
            foreach ((byte[] other, string kind, string toDo) in s_others)
            {
                if (head.AsSpan().StartsWith(other))
                    throw new InvalidDataException($"{path} is {kind}; {toDo}.");
            }
            (byte[]? mark, Encoding? marked) = Array.Find(s_marks, mark => head.AsSpan().StartsWith(mark.Mark));
            used = marked ?? encoding ?? Encoding.UTF8;
            Stream bytes = progress is null ? file : new ReportedStream(file, progress);
            Stream text = isPacked ? new GzipData(path, bytes) : bytes;
            text.ReadExactly(new byte[mark?.Length ?? 0]);
            return used.CodePage == Encoding.UTF8.CodePage ? text : new TranscodedText(text, used);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static IOException NoFile(string path) => new($"{path} is a pipe or a device; write it to a file first, for it is read more than once.");

    private static FileStream OpenBytes(string path) => !File.Exists(path)
        ? throw new FileNotFoundException($"There is no file {path}, or it must not be read: name one that is there.", path)
        : new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private static byte[] Head(Stream stream)
    {
        byte[] head = new byte[HeadLength];
        return head[..stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
    }
}
