namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>A file that the user named.</summary>
internal static class InputFile
{
    /// <exception cref="UserError">There is no such file.</exception>
    public static string Existing(string path) => File.Exists(path) ? path
        : throw new UserError(Directory.Exists(path) ? $"{path} is a folder; a file is expected" : $"there is no file {path}");
}
