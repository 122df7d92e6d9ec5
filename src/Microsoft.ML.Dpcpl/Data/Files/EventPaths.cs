namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Which files a path stands for.</summary>
internal static class EventPaths
{
    /// <summary>The file, or the files of the folder in the order of their names.</summary>
    /// <remarks>Hidden files, and those whose names begin with an underscore (_SUCCESS), are what programs leave beside their results.</remarks>
    /// <exception cref="IOException">The folder has none, or another folder in it.</exception>
    public static string[] Of(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] entries = [.. Directory.GetFileSystemEntries(path).Where(entry => Path.GetFileName(entry)[0] is not ('.' or '_')).Order(StringComparer.Ordinal)];
        if (Array.Find(entries, Directory.Exists) is { } inner)
            throw new IOException($"{path} has a folder in it, {Path.GetFileName(inner)}; files alone are expected.");
        return entries.Length > 0 ? entries : throw new IOException($"{path} is a folder without files; events are expected in it.");
    }
}
