namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Equal as long as nobody wrote to a file.</summary>
internal readonly record struct FileVersion(long Length, DateTime Written)
{
    public static FileVersion Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileVersion(file.Length, file.LastWriteTimeUtc) : default;
    }
}
