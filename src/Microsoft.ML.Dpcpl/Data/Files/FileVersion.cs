namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Equal as long as nobody wrote to any of some files.</summary>
/// <param name="Length">Bytes of all together.</param>
/// <param name="Written">When the newest was written.</param>
/// <param name="Hash">Of length and time of each.</param>
internal readonly record struct FileVersion(long Length, DateTime Written, int Hash)
{
    /// <summary>Default when one of them is not there.</summary>
    public static FileVersion Of(string[] paths)
    {
        var hash = new HashCode();
        (long length, DateTime written) = (0, default);
        foreach (string path in paths)
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return default;
            hash.Add((file.Length, file.LastWriteTimeUtc));
            (length, written) = (length + file.Length, file.LastWriteTimeUtc > written ? file.LastWriteTimeUtc : written);
        }
        return new FileVersion(length, written, hash.ToHashCode());
    }
}
