namespace Microsoft.ML.Dpcpl.Common;

/// <summary>
/// Files of a living process: their names cannot be guessed, and they are locked as long as they are open. What is not locked was left
/// behind by a process that was ended.
/// </summary>
internal static class OwnedFile
{
    private const int FewestDigits = 8, Attempts = 10;

    /// <summary>Makes a file.</summary>
    /// <param name="folder">Where it stands.</param>
    /// <param name="begin">How its name begins.</param>
    /// <param name="end">How it ends.</param>
    /// <param name="options">How to open it.</param>
    public static FileStream Create(string folder, string begin, string end, FileStreamOptions options)
    {
        options.Mode = FileMode.CreateNew;
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder, begin + Guid.NewGuid().ToString("N") + end);
            try
            {
                var file = new FileStream(path, options);
                if (File.Exists(path))
                    return file;
                // Taken for a leftover before it was locked.
                file.Dispose();
            }
            catch (IOException) when (attempt < Attempts && File.Exists(path))
            {
            }
            if (attempt == Attempts)
                throw new IOException($"No file of its own can be made in '{folder}'.");
        }
    }

    /// <summary>Deletes what ended processes left of such files; never a link, never what is locked.</summary>
    public static void RemoveLeftovers(string folder, string begin, string end)
    {
        if (!Directory.Exists(folder))
            return;
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Directory, MatchType = MatchType.Simple };
        foreach (string path in Directory.EnumerateFiles(folder, "*", options).Where(path => IsOfSuchName(Path.GetFileName(path), begin, end) && RegularFile.IsReplaceable(path)))
        {
            try
            {
                // Goes when it is closed: nobody can take it in between.
                using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody's, or gone.
            }
        }
    }

    private static bool IsOfSuchName(string name, string begin, string end) =>
        name.Length >= begin.Length + FewestDigits + end.Length && name.StartsWith(begin, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal) &&
        name.AsSpan(begin.Length, name.Length - begin.Length - end.Length).IndexOfAnyExcept("0123456789abcdef") < 0;
}
