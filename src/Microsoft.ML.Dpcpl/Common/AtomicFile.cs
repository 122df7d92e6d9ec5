namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Writes files so that a crash or a full disk leaves the old content or the new, never half of one.</summary>
internal static class AtomicFile
{
    /// <param name="path">The file; where it is a link, the file that the link leads to is replaced.</param>
    /// <param name="write">Writes the content, and leaves the stream open.</param>
    /// <exception cref="IOException">There is something other than a regular file, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using var draft = new FileDraft(path);
        write(draft.Stream);
        draft.Commit();
    }

    /// <summary>The same for text, in UTF-8 with line feeds.</summary>
    public static void WriteText(string path, Action<TextWriter> write) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    });
}
